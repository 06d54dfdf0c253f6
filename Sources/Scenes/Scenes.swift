// Drawn lorries at a drawn barrier, with exact ground truth: for the demo, the tests and the training of the readers.
//
// Is: a pinhole camera, a world of flat surfaces drawn as outlines in perspective, and what light, weather, lens and
// sensor do to the picture afterwards. The same seed gives the same bytes.
// Is not: a renderer that is true to light, and no source of figures: a figure taken on drawn scenes says so.
//
// Everything is a value but the canvas; any thread may draw, each on its own canvas. What always holds: a plate's
// quad is the projection of the corners of its blank, never measured from the picture.
//
// Lengths in the world are millimetres: x to the right of the lane's middle, y up from the road, z away from the
// gate's camera. Points in pictures are pixels, pixel centres at whole numbers, as OpenCV has them.
