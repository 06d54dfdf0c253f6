// How C++ becomes C: a body that may throw becomes a status and a message.
#pragma once
#include <exception>
#include <opencv2/core.hpp>

namespace cvision {

void keep_message(const char *text) noexcept;

// 0 when `body` returned, 1 with its message kept when it threw. A cv::Exception's own words come without the file
// and line of the library.
template <typename Body> int guarded(Body body) noexcept {
  try {
    body();
    return 0;
  } catch (const cv::Exception &e) {
    keep_message(e.err.c_str());
  } catch (const std::exception &e) {
    keep_message(e.what());
  } catch (...) {
    keep_message("unknown C++ exception");
  }
  return 1;
}

} // namespace cvision
