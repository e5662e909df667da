// Files "EPOCH.key" of 32 random bytes.
#include "chat/epoch_keys.h"

#include "core/aes_gcm.h"
#include "core/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace caritas::chat {
namespace {

constexpr std::chrono::hours kEpoch{1};
constexpr std::string_view kEnding = ".key";
constexpr std::string_view kShareBound = "caritas share of a session 1";
constexpr mode_t kOthers = 077;

class File {
public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }
    [[nodiscard]] bool write_and_flush(std::string_view bytes) const {
        return ::pwrite(fd_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()) && flush();
    }
    [[nodiscard]] bool flush() const { return ::fsync(fd_) == 0; }
    [[nodiscard]] std::string read() const {
        std::string bytes(kSealKeyBytes, '\0');
        const ssize_t got = ::pread(fd_, bytes.data(), bytes.size(), 0);
        bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return bytes;
    }

private:
    int fd_;
};

[[noreturn]] void fail(const std::string& folder, const char* what) {
    throw std::runtime_error("[keys] folder " + folder + ": " + what);
}

std::optional<Epoch> epoch_named(std::string_view name) {
    if (!name.ends_with(kEnding)) return std::nullopt;
    name.remove_suffix(kEnding.size());
    Epoch epoch = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), epoch);
    if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
    return epoch;
}

}  // namespace

Epoch epoch_at(Time time) {
    return static_cast<Epoch>(std::chrono::floor<std::chrono::hours>(time.time_since_epoch()).count());
}

Time overdue_at(Epoch epoch) {
    return Time(std::chrono::hours(epoch)) + kEpoch + kWindow + kReadable;
}

std::string outer_bound(std::string_view public_id, Role reader) {
    return "caritas outer seal 1" + std::string(public_id) + (reader == Role::seeker ? '\0' : '\1');
}

EpochKeys::EpochKeys(std::string folder) : folder_(std::move(folder)) {
    if (folder_.empty()) throw std::runtime_error("[keys] folder is missing: where the keys of the hours lie, outside of every backup");
    struct stat found {};
    if (::stat(folder_.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) fail(folder_, "is no directory");
    if (found.st_uid != ::geteuid()) fail(folder_, "belongs to another user than this program runs as");
    if ((found.st_mode & kOthers) != 0) fail(folder_, "is open to others: it must have the mode 0700");
}

std::string EpochKeys::file_of(Epoch epoch) const {
    return folder_ + "/" + std::to_string(epoch) + std::string(kEnding);
}

std::optional<std::string> EpochKeys::find(Epoch epoch) const {
    const File file(file_of(epoch), O_RDONLY);
    if (!file.is_open()) return std::nullopt;
    std::string key = file.read();
    if (key.size() != kSealKeyBytes || key == std::string(kSealKeyBytes, '\0')) return std::nullopt;  // destroyed halfway
    return key;
}

// Written beside and then linked to its name, which only the first of several can do: nobody ever reads half a key, or seals with one that
// another one replaces.
void EpochKeys::make(Epoch epoch) const {
    const std::string beside = folder_ + "/" + to_hex(random_bytes(16)) + ".new";
    {
        const File file(beside, O_WRONLY | O_CREAT | O_EXCL);
        if (!file.is_open() || !file.write_and_flush(random_bytes(kSealKeyBytes))) {
            ::unlink(beside.c_str());
            fail(folder_, "no key can be written into it");
        }
    }
    const bool linked = ::link(beside.c_str(), file_of(epoch).c_str()) == 0 || errno == EEXIST;
    ::unlink(beside.c_str());
    if (!linked) fail(folder_, "no key can be written into it");
    flush_folder();
}

void EpochKeys::flush_folder() const {
    const File folder(folder_, O_RDONLY | O_DIRECTORY);
    if (!folder.is_open() || !folder.flush()) fail(folder_, "cannot be brought to the disk");
}

std::string EpochKeys::seal(Epoch epoch, std::string_view content, std::string_view bound) const {
    auto key = find(epoch);
    if (!key) {
        make(epoch);
        key = find(epoch);
    }
    if (!key) fail(folder_, "a key that was just written is gone");
    return caritas::seal(*key, content, bound);
}

std::optional<std::string> EpochKeys::open(Epoch epoch, std::string_view sealed, std::string_view bound) const {
    const auto key = find(epoch);
    return key ? open_sealed(*key, sealed, bound) : std::nullopt;
}

SealedShare EpochKeys::seal_share(Epoch epoch, std::string_view share) const {
    return {seal(epoch, share, kShareBound), epoch};
}

std::optional<std::string> EpochKeys::open_share(const SealedShare& sealed) const {
    if (sealed.bytes.empty()) return std::nullopt;
    return sealed.epoch ? open(*sealed.epoch, sealed.bytes, kShareBound) : sealed.bytes;
}

std::vector<Epoch> EpochKeys::all() const {
    std::vector<Epoch> epochs;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        if (const auto epoch = epoch_named(entry.path().filename().string())) epochs.push_back(*epoch);
    }
    std::sort(epochs.begin(), epochs.end());
    return epochs;
}

void EpochKeys::destroy(Epoch epoch) const {
    const std::string path = file_of(epoch);
    {
        const File file(path, O_WRONLY);
        if (!file.is_open()) return;
        if (!file.write_and_flush(std::string(kSealKeyBytes, '\0'))) fail(folder_, "a key cannot be overwritten");
    }
    if (::unlink(path.c_str()) != 0) fail(folder_, "a key cannot be removed");
    flush_folder();
}

}  // namespace caritas::chat
