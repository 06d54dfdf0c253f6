#include "CVisionStatus.h"
#include "Guard.h"
#include <cstdio>
#include <malloc.h>
#include <opencv2/core/utils/logger.hpp>

static thread_local char message[512];

void cvision::keep_message(const char *text) noexcept { std::snprintf(message, sizeof message, "%s", text); }

const char *cvision_message(void) { return message; }

// OpenCV prints every exception to stderr before it throws it; here the status says it once.
static int silent(int, const char *, const char *, const char *, int, void *) { return 0; }
static const bool prepared = [] {
  cv::redirectError(silent);
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  // Cameras are looked at side by side, a thread each: for maps of this size more threads wait for one another longer than they work.
  cv::setNumThreads(1);
  // Pictures and their parts go back to the system at once. By itself the C library would keep room for each size that it has seen,
  // in pieces: from 4 MB on only, the program held 11 MB more after photographs of many sizes, and was no faster.
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  return true;
}();
