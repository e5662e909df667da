// Overwrites, as a redo log does: the length of the file does not change.
#include "client/disk.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace caritas::load {
namespace {

constexpr int kBlocks = 1024;
constexpr std::size_t kBlock = 4096;

void check(bool good, const char* what) {
    if (!good) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Disk::Disk(const std::string& folder) {
    std::string path = folder + "/disk-XXXXXX";
    fd_ = ::mkostemp(path.data(), O_CLOEXEC);
    check(fd_ >= 0, "a file to measure the disk with");
    ::unlink(path.c_str());
    for (int i = 0; i < kBlocks; ++i) write_block();
    check(::fsync(fd_) == 0, "fsync");
}

Disk::~Disk() {
    ::close(fd_);
}

void Disk::write_block() {
    std::array<char, kBlock> block{};
    block.fill(static_cast<char>(next_));
    check(::pwrite(fd_, block.data(), block.size(), static_cast<off_t>(next_ % kBlocks) * static_cast<off_t>(kBlock)) ==
              static_cast<ssize_t>(kBlock),
          "write");
    ++next_;
}

void Disk::measure(int times) {
    for (int i = 0; i < times; ++i) {
        const Nanos began = now();
        write_block();
        check(::fdatasync(fd_) == 0, "fdatasync");
        spread_.add(now() - began);
    }
}

}  // namespace caritas::load
