#pragma once
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <opencv2/imgcodecs.hpp>
#include <stdexcept>

namespace cvision {

inline bool begins_as(const uint8_t *bytes, size_t count, const char *signature, size_t length) {
  return count >= length && std::memcmp(bytes, signature, length) == 0;
}

inline bool begins_as_jpeg(const uint8_t *bytes, size_t count) { return begins_as(bytes, count, "\xFF\xD8\xFF", 3); }

// Whether it begins as a JPEG, PNG, BMP, TIFF, WebP or portable map does.
inline bool begins_as_picture(const uint8_t *bytes, size_t count) {
  const auto begins = [&](const char *signature, size_t length) { return begins_as(bytes, count, signature, length); };
  return begins_as_jpeg(bytes, count) || begins("\x89PNG\r\n\x1A\n", 8) || begins("BM", 2) || begins("II\x2A\0", 4) || begins("MM\0\x2A", 4)
      || (begins("RIFF", 4) && count >= 12 && std::memcmp(bytes + 8, "WEBP", 4) == 0)
      || (count >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && std::isspace(bytes[2]));
}

// A view of an encoded picture's bytes.
inline cv::Mat encoded(const uint8_t *bytes, size_t count) {
  if (count == 0 || count > INT32_MAX) throw std::runtime_error("no picture of a possible size");
  return {1, int(count), CV_8U, const_cast<uint8_t *>(bytes)};
}

// OpenCV with no other decoders than those for the pictures that are promised to be read: the one for DICOM, which it asks wherever
// DICM stands at byte 128, aborts the program where such a file is broken. Empty where it is no such picture.
inline cv::Mat decode(const cv::Mat &encoded, int flags, cv::Mat *into = nullptr) {
  const uint8_t *bytes = encoded.ptr();
  const size_t count = encoded.total() * encoded.elemSize();
  const bool may_be_dicom = count >= 132 && std::memcmp(bytes + 128, "DICM", 4) == 0;
  if (may_be_dicom || !begins_as_picture(bytes, count)) {
    if (into != nullptr) into->release();
    return {};
  }
  return into != nullptr ? cv::imdecode(encoded, flags, into) : cv::imdecode(encoded, flags);
}

} // namespace cvision
