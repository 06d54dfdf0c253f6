internal import Glibc

/// The process's environment as the native libraries need it before they load.
public enum NativeEnvironment {
  /// What must be set: OpenMP under Tesseract and oneDNN and the largest picture that OpenCV decodes are read once, at load.
  ///
  /// OpenMP needs both: with the limit alone oneDNN 2.6 divides a matrix product among as many threads as there are processors, gets one,
  /// and computes that one's part. Its convolutions fall back to such products where it has no kernel for them.
  static let required = ["OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENCV_IO_MAX_IMAGE_PIXELS": "100000000"]

  /// Starts the program anew in the same process if a variable is missing; call it first in `main`.
  ///
  /// A variable that is already set is left as the operator wants it. If the new start fails, the program goes on: Tesseract takes
  /// three times as long then, and pictures of up to 2^30 pixels are decoded, OpenCV's own limit.
  public static func prepare() {
    var missing = false
    for (name, value) in required where getenv(name) == nil {
      setenv(name, value, 0)
      missing = true
    }
    guard missing else { return }
    execv("/proc/self/exe", CommandLine.unsafeArgv)
  }
}
