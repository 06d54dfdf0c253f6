#include "Guard.h"
#include "PictureHandle.h"
#include "include/CVisionCalibration.h"
#include <algorithm>
#include <cmath>
#include <opencv2/aruco/charuco.hpp>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <vector>

using cvision::guarded;

namespace {
const int modules_a_square = 8;

void check(const cvision_board *b) {
  if (b->columns < 3 || b->rows < 3 || b->columns > 40 || b->rows > 40 || !(b->square > 0))
    throw std::runtime_error("a board has 3 to 40 squares each way, and squares of some size");
}

cv::Ptr<cv::aruco::CharucoBoard> charuco(const cvision_board *b) {
  // 250 markers: the smallest dictionary that has enough for any board of up to 500 squares.
  const int needed = b->columns * b->rows / 2;
  auto dictionary = cv::aruco::getPredefinedDictionary(needed <= 250 ? cv::aruco::DICT_4X4_250
                                                                      : cv::aruco::DICT_4X4_1000);
  return cv::aruco::CharucoBoard::create(b->columns, b->rows, float(b->square), float(b->square * 0.75), dictionary);
}

cv::Mat modules(const cvision_board *b) {
  cv::Mat result(b->rows * modules_a_square, b->columns * modules_a_square, CV_8U);
  if (!b->has_markers) {
    for (int y = 0; y < result.rows; y++)
      for (int x = 0; x < result.cols; x++)
        result.at<uint8_t>(y, x) = (y / modules_a_square + x / modules_a_square) % 2 == 0 ? 0 : 255;
    return result;
  }
  // Drawn large and read at the middle of each module, so that nothing depends on how OpenCV rounds.
  const int zoom = 8;
  cv::Mat large;
  charuco(b)->draw(cv::Size(result.cols * zoom, result.rows * zoom), large, 0, 1);
  for (int y = 0; y < result.rows; y++)
    for (int x = 0; x < result.cols; x++)
      result.at<uint8_t>(y, x) = large.at<uint8_t>(y * zoom + zoom / 2, x * zoom + zoom / 2) > 127 ? 255 : 0;
  return result;
}

cv::Mat matrix(const cvision_lens *l) { return (cv::Mat_<double>(3, 3) << l->fx, 0, l->cx, 0, l->fy, l->cy, 0, 0, 1); }
cv::Mat distortion(const cvision_lens *l) { return (cv::Mat_<double>(1, 5) << l->k1, l->k2, l->p1, l->p2, l->k3); }

std::vector<cv::Point2d> points(const double *from, int count) {
  std::vector<cv::Point2d> result(count);
  for (int i = 0; i < count; i++) result[i] = {from[2 * i], from[2 * i + 1]};
  return result;
}

void straighten(const cvision_lens *lens, const std::vector<cv::Point2d> &from, std::vector<cv::Point2d> &to,
                bool to_pixels) {
  // Iterated until a hundred-thousandth of a pixel: the usual five rounds are short of that at a wide lens's corners.
  cv::undistortPoints(from, to, matrix(lens), distortion(lens), cv::noArray(),
                      to_pixels ? matrix(lens) : cv::Mat(cv::Mat::eye(3, 3, CV_64F)),
                      cv::TermCriteria(cv::TermCriteria::COUNT | cv::TermCriteria::EPS, 60, 1e-9));
}
}  // namespace

int cvision_board_draw(const cvision_board *board, uint8_t *into) {
  return guarded([&] {
    check(board);
    const cv::Mat drawn = modules(board);
    std::copy(drawn.datastart, drawn.dataend, into);
  });
}

int cvision_board_find(const cvision_picture *picture, const cvision_board *board, float *image, float *plane,
                       int32_t capacity, int32_t *count) {
  return guarded([&] {
    check(board);
    *count = 0;
    const cv::Mat &grey = picture->grey;
    if (grey.empty()) throw std::runtime_error("no picture");
    std::vector<cv::Point2f> found;
    std::vector<cv::Point2f> places;
    if (board->has_markers) {
      auto layout = charuco(board);
      auto parameters = cv::aruco::DetectorParameters::create();
      parameters->cornerRefinementMethod = cv::aruco::CORNER_REFINE_SUBPIX;
      std::vector<std::vector<cv::Point2f>> corners;
      std::vector<int> ids, known;
      cv::aruco::detectMarkers(grey, layout->dictionary, corners, ids, parameters);
      if (ids.empty()) return;
      cv::aruco::interpolateCornersCharuco(corners, ids, grey, layout, found, known);
      for (int id : known) places.push_back({layout->chessboardCorners[id].x, layout->chessboardCorners[id].y});
    } else {
      const cv::Size inner(board->columns - 1, board->rows - 1);
      if (!cv::findChessboardCornersSB(grey, inner, found, cv::CALIB_CB_NORMALIZE_IMAGE | cv::CALIB_CB_ACCURACY)) return;
      for (int i = 0; i < int(found.size()); i++)
        places.push_back({float((1 + i % inner.width) * board->square), float((1 + i / inner.width) * board->square)});
    }
    if (found.size() != places.size() || int(found.size()) > capacity) return;
    for (size_t i = 0; i < found.size(); i++) {
      image[2 * i] = found[i].x, image[2 * i + 1] = found[i].y;
      plane[2 * i] = places[i].x, plane[2 * i + 1] = places[i].y;
    }
    *count = int(found.size());
  });
}

int cvision_lens_fit(int width, int height, int32_t views, const int32_t *counts, const float *image,
                     const float *plane, cvision_lens *lens, double *rms, double *errors, double *poses) {
  return guarded([&] {
    std::vector<std::vector<cv::Point3f>> on_board(views);
    std::vector<std::vector<cv::Point2f>> in_picture(views);
    for (int v = 0, i = 0; v < views; v++)
      for (int n = 0; n < counts[v]; n++, i++) {
        on_board[v].push_back({plane[2 * i], plane[2 * i + 1], 0});
        in_picture[v].push_back({image[2 * i], image[2 * i + 1]});
      }
    cv::Mat camera, bend, spread_in, spread_out, by_view;
    std::vector<cv::Mat> turns, shifts;
    // The sixth power cannot be told from the fourth with a board that must stay inside the picture.
    *rms = cv::calibrateCamera(on_board, in_picture, cv::Size(width, height), camera, bend, turns, shifts, spread_in,
                               spread_out, by_view, cv::CALIB_FIX_K3,
                               cv::TermCriteria(cv::TermCriteria::COUNT | cv::TermCriteria::EPS, 100, 1e-9));
    const double *k = bend.ptr<double>();
    *lens = {camera.at<double>(0, 0), camera.at<double>(1, 1), camera.at<double>(0, 2), camera.at<double>(1, 2),
             k[0], k[1], k[2], k[3], 0};
    for (int v = 0; v < views; v++) {
      errors[v] = by_view.at<double>(v);
      for (int i = 0; i < 3; i++) {
        poses[6 * v + i] = turns[v].at<double>(i);
        poses[6 * v + 3 + i] = shifts[v].at<double>(i);
      }
    }
  });
}

int cvision_lens_straighten(const cvision_lens *lens, int32_t count, const double *from, double *to) {
  return guarded([&] {
    if (count <= 0) return;
    std::vector<cv::Point2d> result;
    straighten(lens, points(from, count), result, true);
    for (int i = 0; i < count; i++) to[2 * i] = result[i].x, to[2 * i + 1] = result[i].y;
  });
}

int cvision_lens_bend(const cvision_lens *lens, int32_t count, const double *from, double *to) {
  return guarded([&] {
    if (count <= 0) return;
    std::vector<cv::Point3d> rays(count);
    for (int i = 0; i < count; i++)
      rays[i] = {(from[2 * i] - lens->cx) / lens->fx, (from[2 * i + 1] - lens->cy) / lens->fy, 1};
    std::vector<cv::Point2d> result;
    cv::projectPoints(rays, cv::Vec3d(), cv::Vec3d(), matrix(lens), distortion(lens), result);
    for (int i = 0; i < count; i++) to[2 * i] = result[i].x, to[2 * i + 1] = result[i].y;
  });
}

int cvision_plane_pose(const cvision_lens *lens, int32_t count, const double *plane, const double *image,
                       double rotation[9], double translation[3], double *rms) {
  return guarded([&] {
    if (count < 4) throw std::runtime_error("a plane takes at least four points");
    std::vector<cv::Point3d> places(count);
    for (int i = 0; i < count; i++) places[i] = {plane[2 * i], plane[2 * i + 1], 0};
    const auto seen = points(image, count);
    cv::Mat turn, shift, full;
    if (!cv::solvePnP(places, seen, matrix(lens), distortion(lens), turn, shift, false, cv::SOLVEPNP_IPPE))
      throw std::runtime_error("the points do not lie on a plane before the camera");
    cv::solvePnPRefineLM(places, seen, matrix(lens), distortion(lens), turn, shift);
    cv::Rodrigues(turn, full);
    for (int i = 0; i < 9; i++) rotation[i] = full.at<double>(i / 3, i % 3);
    for (int i = 0; i < 3; i++) translation[i] = shift.at<double>(i);
    std::vector<cv::Point2d> again;
    cv::projectPoints(places, turn, shift, matrix(lens), distortion(lens), again);
    double sum = 0;
    for (int i = 0; i < count; i++) sum += std::pow(cv::norm(again[i] - seen[i]), 2);
    *rms = std::sqrt(sum / count);
  });
}

int cvision_homography(int32_t count, const double *plane, const double *image, double tolerance, double result[9]) {
  return guarded([&] {
    if (count < 4) throw std::runtime_error("a plane takes at least four points");
    const cv::Mat h = cv::findHomography(points(plane, count), points(image, count), cv::RANSAC, tolerance);
    if (h.empty()) throw std::runtime_error("the points lie on one line");
    for (int i = 0; i < 9; i++) result[i] = h.at<double>(i / 3, i % 3);
  });
}

int cvision_quality_of(const cvision_picture *picture, int x, int y, int width, int height, cvision_quality *quality) {
  return guarded([&] {
    const cv::Rect box = cv::Rect(x, y, width, height) & cv::Rect(0, 0, picture->grey.cols, picture->grey.rows);
    if (box.width < 8 || box.height < 8) throw std::runtime_error("the part lies outside the picture, or is too small");
    const cv::Mat grey = picture->grey(box);
    std::vector<int> histogram(256, 0);
    for (int row = 0; row < grey.rows; row++)
      for (int column = 0; column < grey.cols; column++) histogram[grey.at<uint8_t>(row, column)]++;
    const double total = double(grey.rows) * grey.cols;
    const auto level = [&](double share) {
      double seen = 0;
      for (int i = 0; i < 256; i++) {
        seen += histogram[i];
        if (seen >= share * total) return double(i);
      }
      return 255.0;
    };
    double white = 0;
    for (int i = 251; i < 256; i++) white += histogram[i];
    cv::Mat across, down, size, rough;
    // Scharr's weights add up to 32, so that this is levels a pixel.
    cv::Scharr(grey, across, CV_32F, 1, 0, 1.0 / 32);
    cv::Scharr(grey, down, CV_32F, 0, 1, 1.0 / 32);
    cv::magnitude(across, down, size);
    std::vector<float> all(size.begin<float>(), size.end<float>());
    const size_t at = size_t(double(all.size() - 1) * 0.99);
    std::nth_element(all.begin(), all.begin() + long(at), all.end());
    const cv::Mat kernel = (cv::Mat_<float>(3, 3) << 1, -2, 1, -2, 4, -2, 1, -2, 1);
    cv::filter2D(grey, rough, CV_32F, kernel);
    cv::Mat inner = cv::abs(rough(cv::Rect(1, 1, rough.cols - 2, rough.rows - 2)));
    const double noise = std::sqrt(CV_PI / 2) / 6 * cv::mean(inner)[0];
    *quality = {level(0.01), level(0.05), level(0.5), level(0.95), level(0.99), white / total, double(all[at]), noise};
  });
}

int cvision_board_photograph(const cvision_board *board, const cvision_lens *lens, const double pose[6], int width,
                             int height, uint8_t ground, int hidden, uint8_t *pixels) {
  return guarded([&] {
    check(board);
    // A white margin of one square around the board, and modules of several texels, so that edges are where they belong.
    const int zoom = 6, margin = modules_a_square * zoom;
    cv::Mat drawn = modules(board), texture;
    cv::resize(drawn, drawn, cv::Size(), zoom, zoom, cv::INTER_NEAREST);
    cv::copyMakeBorder(drawn, texture, margin, margin, margin, margin, cv::BORDER_CONSTANT, cv::Scalar(255));
    const double texels = modules_a_square * zoom / board->square;
    cv::Mat turn;
    cv::Rodrigues(cv::Vec3d(pose[0], pose[1], pose[2]), turn);
    const cv::Matx33d r = turn;
    const cv::Vec3d t(pose[3], pose[4], pose[5]);
    // From a ray to the board's plane: the inverse of (first column, second column, translation).
    const cv::Matx33d to_plane = cv::Matx33d(r(0, 0), r(0, 1), t[0], r(1, 0), r(1, 1), t[1], r(2, 0), r(2, 1), t[2]).inv();
    // Rays are followed for every pixel and a margin of one; between pixels their places change evenly.
    cv::Mat rough(height + 2, width + 2, CV_32FC2), map;
    std::vector<cv::Point2d> row(width + 2), rays;
    for (int y = 0; y < rough.rows; y++) {
      for (int x = 0; x < rough.cols; x++) row[x] = cv::Point2d(x - 1, y - 1);
      straighten(lens, row, rays, false);
      for (int x = 0; x < rough.cols; x++) {
        const cv::Vec3d p = to_plane * cv::Vec3d(rays[x].x, rays[x].y, 1);
        rough.at<cv::Vec2f>(y, x) = {float(p[0] / p[2] * texels + margin - 0.5), float(p[1] / p[2] * texels + margin - 0.5)};
      }
    }
    const int fine = 3;  // samples a pixel each way
    cv::resize(rough, map, cv::Size(), fine, fine, cv::INTER_LINEAR);
    map = map(cv::Rect(fine, fine, width * fine, height * fine)).clone();
    cv::Mat large;
    cv::remap(texture, large, map, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(ground));
    cv::Mat grey, target(height, width, CV_8UC3, pixels);
    cv::resize(large, grey, cv::Size(width, height), 0, 0, cv::INTER_AREA);
    if (hidden > 0) grey(cv::Rect(0, 0, std::min(hidden, width), height)).setTo(cv::Scalar(90));
    cv::cvtColor(grey, target, cv::COLOR_GRAY2BGR);
  });
}
