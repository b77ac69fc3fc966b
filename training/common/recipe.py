"""What is known of how weights were made: the settings of a run, what must be the same for it to be gone on with, and
from the logs of all its stages the recipe on a card. No PyTorch here.

A run writes one note into log.jsonl each time it starts (settings, pictures, versions), and one row for each epoch.
Older logs lack some of it; what they do not say stays out of the card, or is given to the export.
"""
import hashlib
import json
import os

# What the options of `common/run.py` begin as.
DEFAULTS = {'epochs': 60, 'batch': 16, 'side': 320, 'small': 0.7, 'rate': 2e-3, 'mosaic': 0.5, 'every': 5, 'seed': 1,
            'threads': 2}
# Of the settings of a run: what follows from others or is no option, and what changes nothing in the weights.
DERIVED = {'decay', 'plain', 'bf16', 'init', 'init_sha256'}
HARMLESS = {'every', 'init'}
VERSIONS = ('torch', 'torchvision', 'numpy', 'opencv', 'pillow', 'python', 'machine', 'device', 'threads')


def sha256_of(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def facts_of(note):
    """What decides about the weights, of a note or of what a checkpoint keeps; None where it is not known."""
    facts = {key: value for key, value in note['settings'].items() if key not in HARMLESS}
    facts['begins from weights'] = 'init' in note['settings']
    facts['pictures'] = note['images']
    facts['sha256 of the pictures'] = (note.get('data') or {}).get('sha256')
    return facts


def differences(before, now):
    """In words, one for each; empty where a run may be gone on with. What a note does not know is let pass."""
    old, new = facts_of(before), facts_of(now)
    return [f'{key} {shown(old[key])} then, {shown(new[key])} now'
            for key in old if key in new and None not in (old[key], new[key]) and old[key] != new[key]]


def shown(value):
    return value[:12] if isinstance(value, str) else f'{value:g}' if isinstance(value, float) else str(value)


def refusal(before, now, folder):
    """Why `folder` cannot be gone on with, or None."""
    found = differences(before, now)
    if not found:
        return None
    return (f'{folder} holds a run that was made otherwise: {"; ".join(found)}. Give it the same options '
            f'(--limit {before["images"]} for the same pictures), or take another --out.')


def read_log(path):
    """The notes and the rows of the epochs, of each the last that was written."""
    with open(path, encoding='utf-8') as file:
        rows = [json.loads(line) for line in file]
    notes = [row for row in rows if 'settings' in row]
    if not notes:
        raise SystemExit(f'{path} has no note of any settings: it is no log of a run.')
    return notes, [row for _, row in sorted({row['epoch']: row for row in rows if 'epoch' in row}.items())]


def command_of(model, note, at=1):
    """The line that makes run number `at` of a chain, with folders by capital names; options that are as they begin
    are left out."""
    settings = {**note['settings'], 'threads': note.get('threads', DEFAULTS['threads'])}
    line = f'python3 -m {model}.train --train TRAIN --val VAL --out RUN{at} --limit {note["images"]}'
    if 'init' in settings:
        line += f' --init {f"RUN{at - 1}/" if at > 1 else ""}{settings["init"]}'
    for key, value in settings.items():
        if key not in DERIVED and value != DEFAULTS.get(key):
            line += f' --{key} {value:g}'
    return line if settings.get('bf16', True) else f'{line} --exact'


def stage_of(note, rows, data=None):
    """One run as a card tells it. data: what is known of its pictures where the log does not say."""
    evaluated = [row['epoch'] for row in rows if 'AP' in row]
    # average.pt is written with each evaluation.
    done = evaluated[-1] + 1 if evaluated else len(rows)
    stage = {**note['settings'], 'pictures': note['images']}
    if done != note['settings']['epochs']:
        stage['epochs_done'] = done
    stage['seconds'] = round(sum(row['seconds'] for row in rows[:done]))
    source = {**(data or {}), **(note.get('data') or {})}
    if source:
        stage['data'] = source
    stage.update({key: note[key] for key in VERSIONS if key in note})
    return stage


def recipe_of(model, weights, init_logs=(), data_of=None):
    """The recipe of average.pt at `weights`: every stage of its chain, the first first.

    init_logs: logs of the runs before, the latest first, for runs whose own log does not say where they began.
    data_of(count): what is known of the first so many pictures, for logs that do not say."""
    if not weights:
        return {'epochs': 0}
    chain, spare = [], list(init_logs)
    log = log_of(weights)
    while log:
        notes, rows = read_log(log)
        note = notes[-1]
        stage = stage_of(note, rows, data_of(note['images']) if data_of else None)
        chain.insert(0, (note, stage))
        log = None
        if 'init' in note['settings']:
            before = init_of(note, spare)
            if before:
                log = log_of(before)
                stage.setdefault('init_sha256', sha256_of(before))
            else:
                stage['init'] += ', of which no log was given'
    if spare:
        raise SystemExit(f'--init-log {spare[0]}: every run of the chain already has its log.')
    stages = [{'command': command_of(model, note, at), **stage} for at, (note, stage) in enumerate(chain, 1)]
    return {
        'epochs': sum(stage.get('epochs_done', stage['epochs']) for stage in stages),
        'seconds': sum(stage['seconds'] for stage in stages),
        **{f'stage {at}': stage for at, stage in enumerate(stages, 1)},
    }


def log_of(weights):
    return os.path.join(os.path.dirname(weights), 'log.jsonl')


def init_of(note, spare):
    """The weights that a run began from, with their log beside them; None where nobody knows."""
    weights = note.get('init_path')
    if not (weights and os.path.exists(log_of(weights))):
        if not spare:
            return None
        weights = os.path.join(os.path.dirname(spare.pop(0)), 'average.pt')
    expected = note['settings'].get('init_sha256')
    if expected and sha256_of(weights) != expected:
        raise SystemExit(f'{weights} is not the file that the run began from (sha256 {expected[:12]}…).')
    return weights
