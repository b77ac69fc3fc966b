"""python3 -m common.table RUN...   One line for LOG.md from each run's log: its last evaluation on val."""
import json
import os
import sys

ROW = '| {model} | {pictures} | {epochs} | {settings} | {AP} | {AP50} | {AP75} | {APsmall} | {APmedium} | {APlarge} |'
DEFAULTS = {'batch': 16, 'side': 320, 'rate': 2e-3, 'decay': 0.02, 'seed': 1, 'mosaic': 0.5, 'small': 0.7, 'bf16': True}


def row_of(folder):
    with open(os.path.join(folder, 'log.jsonl'), encoding='utf-8') as file:
        rows = [json.loads(line) for line in file]
    note = [row for row in rows if 'settings' in row][-1]
    evaluated = [row for row in rows if 'AP' in row]
    if not evaluated:
        return f'{folder}: nothing evaluated yet'
    last, settings = evaluated[-1], note['settings']
    others = [f'{k} {v}' for k, v in settings.items() if k in DEFAULTS and v != DEFAULTS[k] or k == 'init']
    done, planned = last['epoch'] + 1, settings['epochs']
    figures = {k: '' if last[k] is None else f'{last[k]:.3f}' for k in last if k.startswith('AP')}
    return ROW.format(model=os.path.basename(os.path.normpath(folder)), pictures=note['images'],
                      epochs=planned if done == planned else f'{done} of {planned}',
                      settings=', '.join(others), **figures)


if __name__ == '__main__':
    for path in sys.argv[1:]:
        print(row_of(path))
