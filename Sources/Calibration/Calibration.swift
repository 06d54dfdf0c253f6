/// # Calibration
///
/// What a camera must be set to, how its lens draws, where its lane lies: measured, kept in one commented YAML file a
/// camera, held against the camera at every start, and verified by passages.
///
/// It *is* the mathematics and the profile. It *is not* a user of cameras or of plate readers: pictures, controls and
/// reads come in as values, so everything here can be tried on drawn boards and lanes whose truth is known.
///
/// Threads: plain values and pure functions; `PictureGauge` keeps a decoder's buffers and belongs to one thread at a time.
///
/// What always holds: lengths in pictures are pixels from the top left corner of the upright picture, in the world
/// millimetres; a result that cannot be relied on is an error or says why, never a number.
public enum CalibrationModule {}
