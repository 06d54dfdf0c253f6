#include "Decoding.h"
#include "Guard.h"
#include "PictureHandle.h"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <vector>

using cvision::guarded;

cvision_picture *cvision_picture_create(void) { return new (std::nothrow) cvision_picture; }
void cvision_picture_destroy(cvision_picture *picture) { delete picture; }

int cvision_picture_width(const cvision_picture *picture) { return picture->grey.cols; }
int cvision_picture_height(const cvision_picture *picture) { return picture->grey.rows; }
int cvision_picture_is_coloured(const cvision_picture *picture) { return picture->format != CVISION_GREY; }

void cvision_picture_forget(cvision_picture *p) {
  p->grey.release();
  p->source.release();
  p->chroma.release();
  p->format = CVISION_GREY;
  p->isFullRange = false;
}

// A JPEG from this size on is a photograph of many megapixels: three bytes a pixel of it would be a sixth of the program's memory.
#ifndef LARGE_JPEG // smaller where it is fuzzed
#define LARGE_JPEG (1 << 20)
#endif
static const size_t large_jpeg = LARGE_JPEG;

// Its greys, and its colours at half the size, as most JPEGs hold them anyway. False where its sides are odd.
static bool decode_large(cvision_picture *p, const cv::Mat &encoded) {
  p->decoded.release();
  cvision::decode(encoded, cv::IMREAD_GRAYSCALE, &p->buffer);
  if (p->buffer.empty() || p->buffer.cols % 2 != 0 || p->buffer.rows % 2 != 0) return false;
  const cv::Mat half = cvision::decode(encoded, cv::IMREAD_REDUCED_COLOR_2);
  if (half.cols * 2 != p->buffer.cols || half.rows * 2 != p->buffer.rows) return false;
  p->chroma.create(half.size(), CV_8UC2);
  cv::Mat converted; // a strip at a time: of the whole it would be as large again
  for (int y = 0; y < half.rows; y += 64) {
    const cv::Range strip(y, std::min(y + 64, half.rows));
    cv::cvtColor(half.rowRange(strip), converted, cv::COLOR_BGR2YCrCb);
    cv::mixChannels(std::vector<cv::Mat>{converted}, std::vector<cv::Mat>{p->chroma.rowRange(strip)}, {1, 0, 2, 1});
  }
  p->grey = p->buffer;
  p->format = CVISION_NV12;
  p->isFullRange = true;
  return true;
}

int cvision_picture_decode(cvision_picture *p, const uint8_t *bytes, size_t count) {
  return guarded([&] {
    cvision_picture_forget(p);
    const cv::Mat encoded = cvision::encoded(bytes, count);
    if (count >= large_jpeg && cvision::begins_as_jpeg(bytes, count) && decode_large(p, encoded)) return;
    // IMREAD_COLOR applies the EXIF orientation; IMREAD_UNCHANGED would not.
    p->source = cvision::decode(encoded, cv::IMREAD_COLOR, &p->decoded);
    if (p->source.empty()) throw std::runtime_error("no decoder understands it");
    p->format = CVISION_BGR;
    cv::cvtColor(p->source, p->buffer, cv::COLOR_BGR2GRAY);
    p->grey = p->buffer;
  });
}

int cvision_picture_view(cvision_picture *p, const uint8_t *bytes, size_t count, int width, int height, size_t stride,
                         cvision_format format) {
  return guarded([&] {
    cvision_picture_forget(p);
    const size_t depth = format == CVISION_BGR || format == CVISION_RGB     ? 3
                         : format == CVISION_YUYV || format == CVISION_UYVY ? 2
                                                                            : 1;
    if (width <= 0 || height <= 0 || width > 16384 || height > 16384 || stride < size_t(width) * depth)
      throw std::runtime_error("width, height and bytes per row do not go together");
    // Subsampled formats hold their colours for two pixels at once.
    if ((depth == 2 || format == CVISION_NV12) && width % 2 != 0) throw std::runtime_error("the width is odd");
    if (format == CVISION_NV12 && height % 2 != 0) throw std::runtime_error("the height is odd");
    const size_t rows = format == CVISION_NV12 ? size_t(height) * 3 / 2 : size_t(height);
    if (count < stride * (rows - 1) + size_t(width) * depth)
      throw std::runtime_error("fewer bytes than the picture needs");
    auto *data = const_cast<uint8_t *>(bytes);
    switch (format) {
    case CVISION_GREY:
      p->grey = cv::Mat(height, width, CV_8U, data, stride);
      break;
    case CVISION_BGR:
    case CVISION_RGB:
      p->source = cv::Mat(height, width, CV_8UC3, data, stride);
      cv::cvtColor(p->source, p->buffer, format == CVISION_BGR ? cv::COLOR_BGR2GRAY : cv::COLOR_RGB2GRAY);
      p->grey = p->buffer;
      break;
    case CVISION_YUYV:
    case CVISION_UYVY:
      p->source = cv::Mat(height, width, CV_8UC2, data, stride);
      cv::extractChannel(p->source, p->buffer, format == CVISION_YUYV ? 0 : 1);
      p->grey = p->buffer;
      break;
    case CVISION_NV12:
      p->grey = cv::Mat(height, width, CV_8U, data, stride);
      p->chroma = cv::Mat(height / 2, width / 2, CV_8UC2, data + stride * size_t(height), stride);
      break;
    }
    p->format = format;
  });
}

// A part of the picture in blue, green, red. `box` has even edges and lies inside.
static cv::Mat colours(const cvision_picture *p, const cv::Rect &box) {
  cv::Mat result;
  switch (p->format) {
  case CVISION_GREY:
    throw std::runtime_error("the picture has no colours");
  case CVISION_BGR:
    return p->source(box);
  case CVISION_RGB:
    cv::cvtColor(p->source(box), result, cv::COLOR_RGB2BGR);
    break;
  case CVISION_YUYV:
    cv::cvtColor(p->source(box), result, cv::COLOR_YUV2BGR_YUYV);
    break;
  case CVISION_UYVY:
    cv::cvtColor(p->source(box), result, cv::COLOR_YUV2BGR_UYVY);
    break;
  case CVISION_NV12: {
    const cv::Mat chroma = p->chroma(cv::Rect(box.x / 2, box.y / 2, box.width / 2, box.height / 2));
    if (!p->isFullRange) {
      cv::cvtColorTwoPlane(p->grey(box), chroma, result, cv::COLOR_YUV2BGR_NV12);
      break;
    }
    cv::Mat wide;
    cv::resize(chroma, wide, box.size(), 0, 0, cv::INTER_LINEAR);
    cv::merge(std::vector<cv::Mat>{p->grey(box), wide}, result);
    cv::cvtColor(result, result, cv::COLOR_YCrCb2BGR);
    break;
  }
  }
  return result;
}

// The picture's pixels around the quadrilateral, with even edges where the picture has them.
static cv::Rect around(const cvision_picture *p, const double corners[8]) {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (int i = 0; i < 4; i++) {
    if (!std::isfinite(corners[2 * i]) || !std::isfinite(corners[2 * i + 1]))
      throw std::runtime_error("a corner is not a number");
    left = std::min(left, corners[2 * i]), right = std::max(right, corners[2 * i]);
    top = std::min(top, corners[2 * i + 1]), bottom = std::max(bottom, corners[2 * i + 1]);
  }
  const int margin = 4;
  const auto even = [](double v, int limit) { return int(std::clamp(v, 0.0, double(limit))) / 2 * 2; };
  const int x = even(left - margin, p->grey.cols), y = even(top - margin, p->grey.rows);
  int to_x = even(right + margin + 2, p->grey.cols), to_y = even(bottom + margin + 2, p->grey.rows);
  if (p->format == CVISION_GREY || p->format == CVISION_BGR || p->format == CVISION_RGB) {
    to_x = int(std::clamp(right + margin, 0.0, double(p->grey.cols)));
    to_y = int(std::clamp(bottom + margin, 0.0, double(p->grey.rows)));
  }
  if (to_x - x < 2 || to_y - y < 2) throw std::runtime_error("the quadrilateral lies outside the picture");
  return {x, y, to_x - x, to_y - y};
}

static double side(const double c[8], int a, int b) {
  return std::hypot(c[2 * a] - c[2 * b], c[2 * a + 1] - c[2 * b + 1]);
}

static void cut(cv::Mat part, cv::Point origin, const double c[8], int width, int height, cv::Mat &target) {
  double scale = 1;
  const double source_height = (side(c, 0, 3) + side(c, 1, 2)) / 2;
  if (source_height > 1.5 * height) { // shrink by area first: a warp alone would alias
    scale = height / source_height;
    cv::Mat small;
    cv::resize(part, small, cv::Size(), scale, scale, cv::INTER_AREA);
    part = small;
  }
  cv::Point2f from[4], to[4] = {{0, 0}, {float(width), 0}, {float(width), float(height)}, {0, float(height)}};
  for (int i = 0; i < 4; i++) {
    // Corners lie between pixels, OpenCV's coordinates at their centres.
    from[i] = {float((c[2 * i] - origin.x) * scale - 0.5), float((c[2 * i + 1] - origin.y) * scale - 0.5)};
    to[i] -= cv::Point2f(0.5F, 0.5F);
  }
  cv::warpPerspective(part, target, cv::getPerspectiveTransform(from, to), target.size(), cv::INTER_LINEAR,
                      cv::BORDER_REPLICATE);
}

int cvision_picture_cut_grey(const cvision_picture *p, const double corners[8], int width, int height,
                             uint8_t *pixels) {
  return guarded([&] {
    const cv::Rect box = around(p, corners);
    cv::Mat target(height, width, CV_8U, pixels);
    cut(p->grey(box), box.tl(), corners, width, height, target);
  });
}

int cvision_picture_cut_bgr(const cvision_picture *p, const double corners[8], int width, int height, uint8_t *pixels) {
  return guarded([&] {
    const cv::Rect box = around(p, corners);
    cv::Mat target(height, width, CV_8UC3, pixels);
    cut(colours(p, box), box.tl(), corners, width, height, target);
  });
}

int cvision_picture_thumbnail_bgr(const cvision_picture *p, int width, int height, uint8_t *pixels) {
  return guarded([&] {
    const int columns = p->grey.cols, rows = p->grey.rows;
    if (p->grey.empty()) throw std::runtime_error("there is no picture");
    cv::Mat target(height, width, CV_8UC3, pixels);
    for (int i = 0; i < height; i++) {
      const int y = int(int64_t(rows) * i / height) / 2 * 2;
      cv::Mat row = target.row(i);
      cv::resize(colours(p, {0, y, columns, std::min(4, rows - y)}), row, row.size(), 0, 0, cv::INTER_AREA);
    }
  });
}

int cvision_picture_encode_jpeg(const cvision_picture *p, int x, int y, int width, int height, int quality,
                                uint8_t **bytes, size_t *count) {
  return cvision_picture_encode_masked_jpeg(p, x, y, width, height, quality, nullptr, nullptr, 0, bytes, count);
}

int cvision_picture_encode_masked_jpeg(const cvision_picture *p, int x, int y, int width, int height, int quality,
                                       const double *corners, const int32_t *sizes, int32_t polygons, uint8_t **bytes,
                                       size_t *count) {
  return guarded([&] {
    cv::Rect box = cv::Rect(x, y, width, height) & cv::Rect(0, 0, p->grey.cols, p->grey.rows);
    box.x -= box.x % 2, box.y -= box.y % 2, box.width -= box.width % 2, box.height -= box.height % 2;
    if (box.width < 2 || box.height < 2) throw std::runtime_error("the box lies outside the picture");
    cv::Mat part = p->format == CVISION_GREY ? p->grey(box) : colours(p, box);
    // The camera's own memory is never written to.
    if (polygons > 0) part = part.clone();
    for (int i = 0, at = 0; i < polygons; at += sizes[i++]) {
      std::vector<cv::Point> polygon;
      for (int n = at; n < at + sizes[i]; n++)
        polygon.emplace_back(int(std::lround(corners[2 * n])) - box.x, int(std::lround(corners[2 * n + 1])) - box.y);
      if (polygon.size() >= 3) cv::fillPoly(part, std::vector<std::vector<cv::Point>>{polygon}, cv::Scalar::all(0));
    }
    std::vector<uint8_t> encoded;
    cv::imencode(".jpg", part, encoded,
                 {cv::IMWRITE_JPEG_QUALITY, quality});
    *bytes = static_cast<uint8_t *>(std::malloc(encoded.size()));
    if (!*bytes) throw std::bad_alloc();
    std::memcpy(*bytes, encoded.data(), encoded.size());
    *count = encoded.size();
  });
}

void cvision_buffer_free(uint8_t *bytes) { std::free(bytes); }

int cvision_scale_grey(const uint8_t *from, int from_width, int from_height, uint8_t *to, int to_width,
                       int to_height) {
  return guarded([&] {
    const cv::Mat source(from_height, from_width, CV_8U, const_cast<uint8_t *>(from));
    cv::Mat target(to_height, to_width, CV_8U, to);
    cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
  });
}
