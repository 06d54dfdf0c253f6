#include "Decoding.h"
#include "CVisionGlance.h"
#include "Guard.h"
#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

using cvision::guarded;

// Decoded by the library's scaled inverse transform, which is what makes it cheap.
static cv::Mat glance_jpeg(const uint8_t *bytes, size_t count, int width, int to_width) {
  const int flags = width >= 8 * to_width   ? cv::IMREAD_REDUCED_GRAYSCALE_8
                    : width >= 4 * to_width ? cv::IMREAD_REDUCED_GRAYSCALE_4
                                            : cv::IMREAD_REDUCED_GRAYSCALE_2;
  cv::Mat small = cvision::decode(cvision::encoded(bytes, count), flags | cv::IMREAD_IGNORE_ORIENTATION);
  if (small.empty()) throw std::runtime_error("no decoder understands it");
  return small;
}

// Every `step`th row of the pixels, shrunk by area before colours become grey.
static cv::Mat glance_pixels(const uint8_t *bytes, size_t count, int width, int height, size_t stride,
                             cvision_format format, int to_width, int to_height) {
  const int depth = format == CVISION_BGR || format == CVISION_RGB     ? 3
                    : format == CVISION_YUYV || format == CVISION_UYVY ? 2
                                                                       : 1;
  if (width <= 0 || height <= 0 || width > 16384 || height > 16384 || stride < size_t(width) * size_t(depth) ||
      count < stride * size_t(height - 1) + size_t(width) * size_t(depth))
    throw std::runtime_error("width, height, bytes per row and count do not go together");
  const int step = std::max(1, height / (3 * to_height));
  const cv::Mat rows(height / step, width, CV_8UC(depth), const_cast<uint8_t *>(bytes), stride * size_t(step));
  cv::Mat small, grey;
  cv::resize(rows, small, cv::Size(to_width, to_height), 0, 0, cv::INTER_AREA);
  switch (format) {
  case CVISION_BGR: cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY); return grey;
  case CVISION_RGB: cv::cvtColor(small, grey, cv::COLOR_RGB2GRAY); return grey;
  case CVISION_YUYV: cv::extractChannel(small, grey, 0); return grey;
  case CVISION_UYVY: cv::extractChannel(small, grey, 1); return grey;
  case CVISION_GREY:
  case CVISION_NV12: return small;
  }
  return small;
}

int cvision_glance(const uint8_t *bytes, size_t count, int width, int height, size_t stride, cvision_format format,
                   uint8_t *pixels, int to_width, int to_height) {
  return guarded([&] {
    if (to_width < 1 || to_height < 1) throw std::runtime_error("there is nothing to fill");
    const cv::Mat small = stride == 0 ? glance_jpeg(bytes, count, width, to_width)
                                      : glance_pixels(bytes, count, width, height, stride, format, to_width, to_height);
    cv::Mat target(to_height, to_width, CV_8U, pixels);
    cv::resize(small, target, target.size(), 0, 0, cv::INTER_AREA);
  });
}
