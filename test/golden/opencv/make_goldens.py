"""Expected values of OpenCV for a few small crops of our own sample pictures.

Run with Debian's python3-opencv (recorded: see "producedBy" in cases.json):

    python3 test/golden/opencv/make_goldens.py

Writes in/, out/ and cases.json beside this file, in the format that `npm run oracle` reads.
The full set of reference cases lives outside the repository; this one makes the suite complete alone.
"""

import json
import os
import shutil

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "..", "public", "samples", "bench")
cv2.setNumThreads(1)

for folder in ("in", "out"):
    shutil.rmtree(os.path.join(HERE, folder), ignore_errors=True)
    os.makedirs(os.path.join(HERE, folder))

inputs, cases = {}, []


def put(name, image):
    cv2.imwrite(os.path.join(HERE, "in", name + ".png"), image, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    inputs[name] = image


def crop(sample, x, y, w, h, flag):
    image = cv2.imread(os.path.join(SAMPLES, sample + ".png"), flag)
    return image[y : y + h, x : x + w]


put("apple_61x47", crop("tabletop", 215, 215, 61, 47, cv2.IMREAD_GRAYSCALE))
put("dark_64x40", crop("tabletop-dark", 380, 180, 64, 40, cv2.IMREAD_GRAYSCALE))
put("noisy_33x29", crop("tabletop-noisy", 300, 250, 33, 29, cv2.IMREAD_GRAYSCALE))
put("donut_rgb_52x39", crop("tabletop", 470, 300, 52, 39, cv2.IMREAD_COLOR))
put("mask_57x44", (crop("tabletop-noisy", 280, 230, 57, 44, cv2.IMREAD_GRAYSCALE) > 120).astype(np.uint8) * 255)

EXACT = {"maxAbs": 0, "maxFractionDiffering": 0, "because": "decides or counts: integers"}
ONE = {
    "maxAbs": 1,
    "maxFractionDiffering": 1,
    "because": "our references use real weights where OpenCV uses fixed point",
}
BORDER = {"reflect101": cv2.BORDER_REFLECT_101, "replicate": cv2.BORDER_REPLICATE, "reflect": cv2.BORDER_REFLECT}


def case(op, name, params, result, compare, value=None):
    number = sum(c["op"] == op for c in cases) + 1
    ident = f"{op}-{number:02d}-{name}"
    entry = {"id": ident, "op": op, "input": f"in/{name}.png", "params": params}
    if isinstance(result, np.ndarray):
        shape = list(result.shape)
        if result.dtype == np.uint8:
            file = f"out/{ident}.png"
            cv2.imwrite(os.path.join(HERE, file), result, [cv2.IMWRITE_PNG_COMPRESSION, 9])
            entry["format"] = {"kind": "png", "dtype": "u8", "shape": shape}
        else:
            kind = {"int16": "i16", "int32": "i32", "float32": "f32"}[str(result.dtype)]
            file = f"out/{ident}.{kind}.bin"
            result.tofile(os.path.join(HERE, file))
            entry["format"] = {"kind": "raw", "dtype": kind, "byteOrder": "little", "shape": shape}
    else:
        file = f"out/{ident}.json"
        with open(os.path.join(HERE, file), "w") as out:
            json.dump(result, out)
        entry["format"] = {"kind": "json"}
    entry["expected"] = file
    entry["compare"] = compare
    if value is not None:
        entry["expectedValue"] = value
    entry["producedBy"] = f"OpenCV {cv2.__version__}"
    cases.append(entry)


def ksize(w, h):
    return [w, h]


# ---- linear filters ----
for name, kernel, delta, border in [
    ("apple_61x47", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 0, "reflect101"),
    ("noisy_33x29", [[0.25, 0.5, -0.25, 0], [1, -0.5, 0.125, 0.0625]], 12.5, "replicate"),
]:
    p = {"kernel": kernel, "anchor": [-1, -1], "delta": delta, "border": border, "borderValue": 0, "ddepth": "u8"}
    out = cv2.filter2D(inputs[name], -1, np.array(kernel, np.float32), delta=delta, borderType=BORDER[border])
    case("filter2D", name, p, out, EXACT)
for name, w, h in [("apple_61x47", 5, 5), ("noisy_33x29", 3, 7)]:
    p = {"ksize": ksize(w, h), "anchor": [-1, -1], "normalize": True, "border": "reflect101", "borderValue": 0}
    case("boxBlur", name, p, cv2.boxFilter(inputs[name], -1, (w, h)), ONE)
for name, w, h, s in [("apple_61x47", 0, 0, 1.4), ("dark_64x40", 5, 5, 0), ("donut_rgb_52x39", 7, 7, 2)]:
    p = {"ksize": ksize(w, h), "sigmaX": s, "sigmaY": 0, "border": "reflect101", "borderValue": 0}
    case("gaussianBlur", name, p, cv2.GaussianBlur(inputs[name], (w, h), s), ONE)
for name, k in [("noisy_33x29", 3), ("apple_61x47", 5), ("noisy_33x29", 9)]:
    case("medianBlur", name, {"ksize": k, "border": "replicate"}, cv2.medianBlur(inputs[name], k), EXACT)
p = {"d": 7, "sigmaColor": 40, "sigmaSpace": 3, "border": "reflect101"}
case("bilateralFilter", "noisy_33x29", p, cv2.bilateralFilter(inputs["noisy_33x29"], 7, 40, 3), ONE)

# ---- derivatives and Canny ----
for name, dx, dy, k in [("apple_61x47", 1, 0, 3), ("noisy_33x29", 0, 1, 5), ("dark_64x40", 1, 1, 7)]:
    p = {"dx": dx, "dy": dy, "ksize": k, "scale": 1, "delta": 0, "border": "reflect101", "ddepth": "i16"}
    case("sobel", name, p, cv2.Sobel(inputs[name], cv2.CV_16S, dx, dy, ksize=k), EXACT)
p = {"dx": 1, "dy": 0, "border": "reflect101", "ddepth": "i16"}
case("scharr", "apple_61x47", p, cv2.Scharr(inputs["apple_61x47"], cv2.CV_16S, 1, 0), EXACT)
p = {"ksize": 3, "border": "reflect101", "ddepth": "i16"}
case("laplacian", "apple_61x47", p, cv2.Laplacian(inputs["apple_61x47"], cv2.CV_16S, ksize=3), EXACT)
for name, low, high, aperture, l2 in [
    ("apple_61x47", 40, 120, 3, False),
    ("noisy_33x29", 150, 400, 3, True),
    ("dark_64x40", 200, 700, 5, False),
]:
    p = {"low": low, "high": high, "apertureSize": aperture, "L2gradient": l2, "border": "replicate"}
    out = cv2.Canny(inputs[name], low, high, apertureSize=aperture, L2gradient=l2)
    case("canny", name, p, out, EXACT)

# ---- thresholds, morphology, components ----
TYPES = {"binary": cv2.THRESH_BINARY, "tozero_inv": cv2.THRESH_TOZERO_INV}
for kind in TYPES:
    p = {"thresh": 99.5, "maxValue": 255, "type": kind}
    case("threshold", "apple_61x47", p, cv2.threshold(inputs["apple_61x47"], 99.5, 255, TYPES[kind])[1], EXACT)
for name in ("apple_61x47", "dark_64x40"):
    t, out = cv2.threshold(inputs[name], 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    case("otsu", name, {"maxValue": 255, "type": "binary"}, out, EXACT, {"threshold": t})
p = {"maxValue": 255, "method": "mean", "type": "binary", "blockSize": 11, "C": 2, "border": "replicate"}
out = cv2.adaptiveThreshold(inputs["apple_61x47"], 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 11, 2)
case("adaptiveThreshold", "apple_61x47", p, out, EXACT)
SHAPES = {"rect": cv2.MORPH_RECT, "cross": cv2.MORPH_CROSS, "ellipse": cv2.MORPH_ELLIPSE}
OPERATIONS = {
    "erode": cv2.MORPH_ERODE,
    "dilate": cv2.MORPH_DILATE,
    "open": cv2.MORPH_OPEN,
    "close": cv2.MORPH_CLOSE,
    "gradient": cv2.MORPH_GRADIENT,
    "tophat": cv2.MORPH_TOPHAT,
    "blackhat": cv2.MORPH_BLACKHAT,
}
for i, operation in enumerate(OPERATIONS):
    shape = list(SHAPES)[i % 3]
    name = "mask_57x44" if i % 2 == 0 else "apple_61x47"
    k, n = 3 + 2 * (i % 2), 1 + i % 2
    p = {
        "operation": operation,
        "shape": shape,
        "ksize": [k, k],
        "anchor": [-1, -1],
        "iterations": n,
        "border": "constant",
        "borderValue": "neutral",
    }
    element = cv2.getStructuringElement(SHAPES[shape], (k, k))
    out = cv2.morphologyEx(inputs[name], OPERATIONS[operation], element, iterations=n)
    case("morphology", name, p, out, EXACT)


def canonical(labels):
    """Labels renumbered in raster order of each component's first pixel."""
    order = {0: 0}
    flat = labels.ravel()
    for label in flat:
        order.setdefault(int(label), len(order))
    return np.array([order[int(v)] for v in flat], np.int32).reshape(labels.shape)


for connectivity in (4, 8):
    labels = cv2.connectedComponents(inputs["mask_57x44"], connectivity=connectivity)[1]
    case("connectedComponents", "mask_57x44", {"connectivity": connectivity}, canonical(labels), EXACT)
near = {"maxAbs": 2e-4, "maxFractionDiffering": 1, "because": "float32 result"}
out = cv2.distanceTransform(inputs["mask_57x44"], cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
case("distanceTransform", "mask_57x44", {"metric": "L2", "mask": "precise"}, out, near)

# ---- histograms, resize, colour ----
for name in ("dark_64x40", "noisy_33x29"):
    case("equalizeHist", name, {}, cv2.equalizeHist(inputs[name]), EXACT)
for name, clip, tiles in [("dark_64x40", 2, 4), ("apple_61x47", 3, 3)]:
    out = cv2.createCLAHE(clip, (tiles, tiles)).apply(inputs[name])
    case("clahe", name, {"clipLimit": clip, "tileGrid": [tiles, tiles], "border": "reflect101"}, out, ONE)
bins = cv2.calcHist([inputs["apple_61x47"]], [0], None, [16], [0, 256]).ravel()
case("calcHist", "apple_61x47", {"bins": 16, "range": [0, 256]}, {"bins": [int(v) for v in bins]}, EXACT)
INTERPOLATIONS = {
    "nearest": (cv2.INTER_NEAREST, EXACT),
    "linear": (cv2.INTER_LINEAR, ONE),
    "area": (cv2.INTER_AREA, ONE),
    "cubic": (cv2.INTER_CUBIC, ONE),
}
for kind, (flag, compare) in INTERPOLATIONS.items():
    for size in ((29, 21), (90, 70)):
        out = cv2.resize(inputs["apple_61x47"], size, interpolation=flag)
        case("resize", "apple_61x47", {"dsize": list(size), "interpolation": kind}, out, compare)
rgb = cv2.cvtColor(inputs["donut_rgb_52x39"], cv2.COLOR_BGR2RGB)
LAB = {"maxAbs": 2, "maxFractionDiffering": 1, "because": "our Lab is the real formula, OpenCV's are tables"}
for code, compare in [("RGB2GRAY", ONE), ("RGB2HSV", ONE), ("RGB2Lab", LAB), ("RGB2YCrCb", ONE)]:
    out = cv2.cvtColor(rgb, getattr(cv2, "COLOR_" + code))
    if out.ndim == 3:  # imwrite takes BGR: the file must hold the result's channels in their order
        out = out[:, :, ::-1]
    case("cvtColor", "donut_rgb_52x39", {"code": code}, np.ascontiguousarray(out), compare)
case("integral", "noisy_33x29", {}, cv2.integral(inputs["noisy_33x29"]), EXACT)

with open(os.path.join(HERE, "cases.json"), "w") as out:
    json.dump(
        {
            "format": 1,
            "title": "OpenCV on crops of our own samples",
            "inputs": [{"file": f"in/{n}.png", "licence": "Apache-2.0, rendered by this project"} for n in inputs],
            "cases": cases,
        },
        out,
        indent=1,
    )
print(len(cases), "cases")
