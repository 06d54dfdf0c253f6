/// Plates: from a picture to reads, and from the reads of many frames to the plate of one vehicle.
///
/// Is: detector, rectification, two readers that err in different places, grammar, and agreement over frames.
/// Is not: a keeper of frames, passages or declarations, and no judge of vehicles. It knows no camera.
///
/// Threads: `PlateRecognizer` belongs to one thread at a time, since its networks and buffers are reused from picture to
/// picture. `RecognitionEngine` gives it a thread of its own, so that its work never holds up Swift's cooperative pool.
/// Everything else here is plain values and pure functions.
///
/// What always holds: a read is trusted only when both readers agree, the grammar plainly fits and the confidence
/// suffices; what was read before any rule stays in `raw`; a broken picture is an error, never an empty result.
public enum Recognition {}
