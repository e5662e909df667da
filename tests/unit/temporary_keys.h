// A folder for keys of the hours, gone with its owner.
#pragma once

#include "chat/epoch_keys.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace caritas::tests {

class TemporaryFolder {
public:
    TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "caritas-keys-XXXXXX").string()) {
        if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

struct TemporaryKeys {
    TemporaryFolder folder;
    chat::EpochKeys keys{folder.path()};
};

}  // namespace caritas::tests
