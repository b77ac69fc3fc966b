"""python3 -m common.table RUN...   One line for LOG.md from each run's log: its last evaluation on val."""
import os
import sys

from .recipe import DEFAULTS, read_log

ROW = '| {model} | {pictures} | {epochs} | {settings} | {AP} | {AP50} | {AP75} | {APsmall} | {APmedium} | {APlarge} |'
# Of these a line says nothing: how often is looked at it, and what has a column of its own.
SILENT = {'every', 'epochs'}


def row_of(folder):
    notes, rows = read_log(os.path.join(folder, 'log.jsonl'))
    note = notes[-1]
    evaluated = [row for row in rows if 'AP' in row]
    if not evaluated:
        return f'{folder}: nothing evaluated yet'
    last, settings = evaluated[-1], note['settings']
    usual = {**DEFAULTS, 'decay': 0.02, 'bf16': True}
    others = [f'{k} {v}' for k, v in settings.items()
              if v != usual.get(k, v) and k not in SILENT or k == 'init']
    done, planned = last['epoch'] + 1, settings['epochs']
    figures = {k: '' if last[k] is None else f'{last[k]:.3f}' for k in last if k.startswith('AP')}
    return ROW.format(model=os.path.basename(os.path.normpath(folder)), pictures=note['images'],
                      epochs=planned if done == planned else f'{done} of {planned}',
                      settings=', '.join(others), **figures)


if __name__ == '__main__':
    for path in sys.argv[1:]:
        print(row_of(path))
