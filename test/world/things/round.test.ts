import apple from '$src/world/things/apple';
import cube from '$src/world/things/cube';
import donut from '$src/world/things/donut';
import figure from '$src/world/things/figure';
import lemon from '$src/world/things/lemon';
import orange from '$src/world/things/orange';
import plant from '$src/world/things/plant';
import sportsBall from '$src/world/things/sports-ball';
import { checkThing } from './check-thing';

// What sticks out of a round thing (a stem, a leaf) is no part of the size by which it is placed.
checkThing(apple, { without: ['stem', 'leaf'], spread: { 'ground.0': 0.03, tallness: 0.03 } });
checkThing(orange, { without: ['stem', 'leaf'], spread: { 'peel.colour.0': 0.008 } });
checkThing(lemon, { spread: { 'peel.colour.0': 0.02, length: 0.05 } });
checkThing(sportsBall, { spread: { radiusM: 0.01, 'first.0': 0.05 } });
checkThing(donut, { spread: { 'glaze.2': 0.1, ringM: 0.002 } });
checkThing(cube, { spread: { 'body.0': 0.05 } });
checkThing(figure, { spread: { heightM: 0.01, 'body.0': 0.05 } });
checkThing(plant, { spread: { heightM: 0.01, 'pot.2': 0.05 } });
