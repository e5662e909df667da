// Nearest-rank percentiles of all values, none thrown away.
#include "client/spread.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace caritas::load {
namespace {

std::string number(const char* format, double value) {
    char text[48];
    const int length = std::snprintf(text, sizeof text, format, value);
    return {text, static_cast<std::size_t>(length)};
}

double at(const std::vector<Nanos>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
    return static_cast<double>(sorted[std::min(rank, sorted.size() - 1)]) / static_cast<double>(kMicro);
}

// Finer towards the tail, where the distance between two values grows.
std::vector<double> shares() {
    std::vector<double> all;
    for (int i = 0; i < 99; ++i) all.push_back(i / 100.0);
    for (int i = 990; i < 1000; ++i) all.push_back(i / 1000.0);
    for (int i = 9991; i <= 10'000; i += 3) all.push_back(i / 10'000.0);
    return all;
}

}  // namespace

std::string Spread::json() const {
    std::vector<Nanos> sorted = spans_;
    std::sort(sorted.begin(), sorted.end());
    const double sum = std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(kMicro);
    std::string text = "{\"count\":" + std::to_string(sorted.size()) +
                       ",\"mean\":" + number("%.1f", sorted.empty() ? 0 : sum / static_cast<double>(sorted.size()));
    for (const auto& [name, share] : {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"max", 1.0}}) {
        text.append(",\"").append(name).append("\":").append(number("%.1f", at(sorted, share)));
    }
    text += ",\"curve\":[";
    for (const double share : shares()) {
        if (text.back() != '[') text += ',';
        text.append("[").append(number("%.4f", share)).append(",").append(number("%.1f", at(sorted, share))).append("]");
    }
    return text + "]}";
}

}  // namespace caritas::load
