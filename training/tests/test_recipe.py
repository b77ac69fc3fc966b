"""python3 -m unittest tests.test_recipe   (from training/): what a run may go on with, and what a card says of it."""
import json
import os
import tempfile
import unittest

from common.recipe import command_of, recipe_of, refusal, sha256_of

SETTINGS = {'epochs': 34, 'batch': 16, 'side': 320, 'rate': 1.5e-3, 'decay': 0.02, 'seed': 1, 'mosaic': 0.5, 'small': 0.6,
            'plain': 4, 'bf16': True, 'every': 4, 'init': 'average.pt', 'init_sha256': 'ab' * 32}
NOTE = {'settings': SETTINGS, 'images': 4431, 'data': {'suite': 'train', 'sha256': 'cd' * 32}, 'threads': 1}


def changed(note=NOTE, images=None, data=None, **settings):
    both = {**note['settings'], **settings}
    out = {**note, 'settings': {key: value for key, value in both.items() if value is not None}}
    if images:
        out['images'] = images
    if data:
        out['data'] = data
    return out


def without(*keys):
    """The note as older code wrote it."""
    return {**NOTE, 'data': {}, 'settings': {k: v for k, v in SETTINGS.items() if k not in keys}}


class GoingOn(unittest.TestCase):
    def refused(self, before, now, word):
        self.assertIn(word, refusal(before, now, 'RUN'))

    def test_the_same_run_goes_on(self):
        self.assertIsNone(refusal(NOTE, NOTE, 'RUN'))
        self.assertIsNone(refusal(NOTE, changed(every=10), 'RUN'), 'looking more often changes no weight')

    def test_other_settings_pictures_or_first_weights_are_refused(self):
        self.refused(NOTE, changed(epochs=40), 'epochs 34 then, 40 now')
        self.refused(NOTE, changed(rate=2e-3), 'rate 0.0015 then, 0.002 now')
        self.refused(NOTE, changed(images=8000), 'pictures 4431 then, 8000 now')
        self.refused(NOTE, changed(images=8000), '--limit 4431')
        self.refused(NOTE, changed(data={'sha256': 'ef' * 32}), 'sha256 of the pictures')
        self.refused(NOTE, changed(init_sha256='12' * 32), 'init_sha256')
        self.refused(NOTE, changed(init=None, init_sha256=None), 'begins from weights True then, False now')

    def test_an_older_note_is_held_to_what_it_says(self):
        older = without('init_sha256')
        self.assertIsNone(refusal(older, NOTE, 'RUN'))
        self.refused(older, changed(epochs=40), 'epochs')
        self.refused(older, changed(images=8000), 'pictures')
        self.refused(without('init', 'init_sha256'), NOTE, 'begins from weights')


class Card(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def made(self, name, note, epochs):
        """A run in a folder of its own: average.pt and log.jsonl. Returns the path of the weights."""
        weights = os.path.join(self.folder, name, 'average.pt')
        os.makedirs(os.path.dirname(weights))
        with open(weights, 'w', encoding='utf-8') as file:
            file.write(name)
        rows = [{'epoch': e, 'seconds': 10.5, **({'AP': 0.5} if (e + 1) % 4 == 0 else {})} for e in range(epochs)]
        with open(os.path.join(self.folder, name, 'log.jsonl'), 'w', encoding='utf-8') as file:
            file.writelines(json.dumps(row) + '\n' for row in [note, *rows])
        return weights

    def test_the_line_is_that_of_make_sh(self):
        self.assertEqual(command_of('yolo_tiny', {**NOTE, 'threads': 2}, 2),
                         'python3 -m yolo_tiny.train --train TRAIN --val VAL --out RUN2 --limit 4431'
                         ' --init RUN1/average.pt --epochs 34 --rate 0.0015 --small 0.6 --every 4')
        self.assertIn('--threads 1', command_of('yolo_tiny', NOTE))
        self.assertIn('--exact', command_of('yolo_tiny', changed(bf16=False)))

    def test_both_stages_stand_on_the_card(self):
        first = self.made('first', {'settings': {'epochs': 24, 'rate': 2e-3}, 'images': 2128}, 24)
        note = changed(init_sha256=sha256_of(first))
        second = self.made('second', {**note, 'init_path': first, 'numpy': '1.24.2'}, 34)
        recipe = recipe_of('yolo_tiny', second)
        self.assertEqual((recipe['epochs'], recipe['seconds']), (24 + 32, 252 + 336))
        self.assertEqual(recipe['stage 1']['pictures'], 2128)
        self.assertIn('--out RUN1 --limit 2128 --epochs 24', recipe['stage 1']['command'])
        self.assertEqual(recipe['stage 2']['init_sha256'], sha256_of(first))
        self.assertEqual(recipe['stage 2']['data']['sha256'], 'cd' * 32)
        self.assertEqual(recipe['stage 2']['numpy'], '1.24.2')
        # Weights are those of the last evaluation, not of the last epoch.
        self.assertEqual(recipe['stage 2']['epochs_done'], 32)
        self.assertNotIn(self.folder, json.dumps(recipe), 'no folder of the machine on a card')

    def test_logs_of_older_runs_are_named_and_completed(self):
        first = self.made('first', {'settings': {'epochs': 24}, 'images': 2128}, 24)
        second = self.made('second', without('init_sha256'), 36)
        log = os.path.join(self.folder, 'first', 'log.jsonl')
        recipe = recipe_of('yolo_tiny', second, [log], lambda count: {'sha256': f'of {count}'})
        self.assertEqual(recipe['stage 2']['init_sha256'], sha256_of(first))
        self.assertEqual([recipe[f'stage {at}']['data']['sha256'] for at in (1, 2)], ['of 2128', 'of 4431'])
        self.assertIn('no log was given', recipe_of('yolo_tiny', second)['stage 1']['init'])

    def test_a_log_that_does_not_belong_is_refused(self):
        self.made('first', {'settings': {'epochs': 24}, 'images': 2128}, 24)
        log = os.path.join(self.folder, 'first', 'log.jsonl')
        with self.assertRaisesRegex(SystemExit, 'is not the file that the run began from'):
            recipe_of('yolo_tiny', self.made('second', NOTE, 36), [log])
        alone = self.made('alone', {'settings': {'epochs': 4}, 'images': 10}, 4)
        with self.assertRaisesRegex(SystemExit, 'already has its log'):
            recipe_of('yolo_tiny', alone, [log])

    def test_untrained_weights_say_so(self):
        self.assertEqual(recipe_of('yolo_tiny', None), {'epochs': 0})


if __name__ == '__main__':
    unittest.main()
