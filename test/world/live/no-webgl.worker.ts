/** The world worker in a browser without WebGL2. */
import './no-webgl';
import '$src/world/world.worker';
