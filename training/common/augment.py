"""Random views of the training pictures: mirror, scale and shift, mosaic, colour."""
import cv2
import numpy as np


def random_batch(data, picks, side, rng, mosaic=0.5):
    """Images uint8 [n, side, side, 3] and per image boxes [k, 4], classes [k]. Everything is scaled by
    side / (side of the data's pictures) first: a smaller side shows the same picture in fewer pixels."""
    images = np.empty((len(picks), side, side, 3), np.uint8)
    boxes, classes = [], []
    for i, pick in enumerate(picks):
        if rng.random() < mosaic:
            image, b, c = mosaic_of_four(data, pick, side, rng)
        else:
            image, b, c = rescaled(data.images[pick], data.boxes[pick], data.classes[pick], side, rng)
        if rng.random() < 0.5:
            image = image[:, ::-1]
            b = b[:, [2, 1, 0, 3]] * [-1, 1, -1, 1] + [side, 0, side, 0]
        images[i] = degraded(jittered(image, rng), rng)
        boxes.append(b.astype(np.float32))
        classes.append(c)
    return images, boxes, classes


def resized(image, height, width):
    """Area averages when it shrinks, so that nothing aliases; linear when it grows."""
    how = cv2.INTER_AREA if height < image.shape[0] else cv2.INTER_LINEAR
    return cv2.resize(image, (width, height), interpolation=how)


def placed(image, boxes, classes, scale, dx, dy, canvas):
    """Draws the scaled picture at (dx, dy) on the canvas; boxes are cut at its edge."""
    height, width = (max(1, int(round(s * scale))) for s in image.shape[:2])
    picture = image if scale == 1 else resized(image, height, width)
    h, w = canvas.shape[:2]
    x0, y0, x1, y1 = max(dx, 0), max(dy, 0), min(dx + width, w), min(dy + height, h)
    if x1 <= x0 or y1 <= y0:
        return np.zeros((0, 4)), np.zeros(0, np.int64)
    canvas[y0:y1, x0:x1] = picture[y0 - dy : y1 - dy, x0 - dx : x1 - dx]
    moved = boxes * scale + [dx, dy, dx, dy]
    cut = np.stack([
        moved[:, 0].clip(x0, x1), moved[:, 1].clip(y0, y1),
        moved[:, 2].clip(x0, x1), moved[:, 3].clip(y0, y1),
    ], axis=1)
    area = np.prod(moved[:, 2:] - moved[:, :2], axis=1)
    left = np.prod(cut[:, 2:] - cut[:, :2], axis=1)
    keep = (left > 0.25 * area) & (left > 16)
    return cut[keep], classes[keep]


def rescaled(image, boxes, classes, side, rng):
    scale = side / image.shape[0]
    if rng.random() < 0.6:
        scale *= float(np.exp(rng.uniform(np.log(0.7), np.log(1.35))))
    canvas = np.full((side, side, 3), 114, np.uint8)
    room = side - image.shape[0] * scale
    dx, dy = (int(rng.uniform(min(0, room), max(0, room))) for _ in range(2))
    b, c = placed(image, boxes, classes, scale, dx, dy, canvas)
    return canvas, b, c


def mosaic_of_four(data, pick, side, rng):
    """Four pictures around a random centre (Bochkovskiy et al. 2020, YOLOv4)."""
    canvas = np.full((side, side, 3), 114, np.uint8)
    cx, cy = (int(rng.uniform(0.3, 0.7) * side) for _ in range(2))
    picks = [pick, *rng.integers(0, len(data), 3)]
    boxes, classes = [], []
    for quarter, p in enumerate(picks):
        x0, x1 = (0, cx) if quarter % 2 == 0 else (cx, side)
        y0, y1 = (0, cy) if quarter < 2 else (cy, side)
        scale = float(rng.uniform(0.5, 1.0)) * side / data.images.shape[1]
        size = int(data.images.shape[1] * scale)
        part = canvas[y0:y1, x0:x1]
        dx = int(rng.uniform(min(0, x1 - x0 - size), max(0, x1 - x0 - size)))
        dy = int(rng.uniform(min(0, y1 - y0 - size), max(0, y1 - y0 - size)))
        b, c = placed(data.images[p], data.boxes[p], data.classes[p], scale, dx, dy, part)
        boxes.append(b + [x0, y0, x0, y0])
        classes.append(c)
    return canvas, np.concatenate(boxes), np.concatenate(classes)


def jittered(image, rng):
    """Brightness and a colour cast through one table per channel, and saturation. Mostly by gamma, which unlike
    a gain cuts nothing off: highlights that are gone hide objects that are still annotated."""
    gain = np.exp(rng.normal(0, 0.06, 3) - abs(rng.normal(0, 0.12)))
    gamma = np.exp(rng.normal(0, 0.25) + rng.normal(0, 0.06, 3))
    levels = np.arange(256) / 255.0
    table = np.clip((levels[:, None] ** gamma) * gain * 255, 0, 255).astype(np.uint8)
    out = cv2.LUT(np.ascontiguousarray(image), table[None])
    if rng.random() < 0.3:
        grey = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        share = float(rng.uniform(0.6, 1.5))
        out = cv2.addWeighted(out, share, grey, 1 - share, 0)
    return out


def degraded(image, rng):
    """What a poor camera does, to a fifth of the pictures: too little light, noise, a little blur. Milder than the
    condition suites, which stay a shift that was not trained for."""
    if rng.random() > 0.2:
        return image
    out = image
    if rng.random() < 0.3:
        out = cv2.GaussianBlur(np.ascontiguousarray(out), (3, 3), float(rng.uniform(0.4, 1.0)))
    light = float(rng.uniform(0.35, 1.0)) if rng.random() < 0.5 else 1.0
    noise = rng.normal(0, float(rng.uniform(1, 9)), out.shape).astype(np.float32)
    return np.clip(out.astype(np.float32) * light + noise, 0, 255).astype(np.uint8)
