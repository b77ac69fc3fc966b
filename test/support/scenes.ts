/** Scenes to test with: those in which things are looked at while one works on them. */
export { plainScene, thing } from '$scripts/world/plain-scene';
