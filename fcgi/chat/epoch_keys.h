// Keys of the hours in which chats were accepted, one file each: without it nobody reads any copy of these chats any more.
#pragma once

#include "chat/lifecycle.h"
#include "core/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caritas::chat {

/// Hours since 1970 (UTC).
using Epoch = std::uint32_t;

Epoch epoch_at(Time time);

/// From here on no chat of this epoch is readable, whatever the database says: its last minute, the window, and the 48 hours.
Time overdue_at(Epoch epoch);

/// What the outer seal of a chat's wrapped key is bound to, so that it cannot be moved.
std::string outer_bound(std::string_view public_id, Role reader);

/// What the server keeps for a session alone, as it lies in the database.
struct SealedShare {
    std::string bytes;           ///< empty: the session has ended
    std::optional<Epoch> epoch;  ///< nullopt: from before shares were sealed
};

/// Epochs after which the share of a session in use is sealed again with the present key (replace_share): a key is destroyed at overdue_at,
/// even if a session still needs it.
inline constexpr Epoch kShareSealedFor = 24;

/// The wrapped keys of chats and the shares of sessions lie in the database under an outer seal with the key of their epoch. These keys are
/// files of this host, in a folder that no backup takes along, so that destroying one destroys all copies of these chats: in backups,
/// binary and redo logs too. Workers and janitor share the folder as one user. Any thread and process.
class EpochKeys {
public:
    /// Throws std::runtime_error with a sentence for the admin unless `folder` is this user's own directory, closed to all others.
    explicit EpochKeys(std::string folder);

    /// Seals `content`; the key is made if it is the first of its epoch, and on the disk before this returns. `bound` must be given again
    /// to open. Throws std::runtime_error where the folder cannot be written to.
    [[nodiscard]] std::string seal(Epoch epoch, std::string_view content, std::string_view bound) const;

    /// Returns nullopt if the key is destroyed, or belongs to something else.
    [[nodiscard]] std::optional<std::string> open(Epoch epoch, std::string_view sealed, std::string_view bound) const;

    /// Those that are there, in order.
    [[nodiscard]] std::vector<Epoch> all() const;

    /// Overwrites and removes the key; both are on the disk when this returns. Whether the medium keeps old blocks is beyond a program.
    void destroy(Epoch epoch) const;

    /// Seals a share with the key of this epoch, or opens one; a share without an epoch is returned as it is. seal_share throws as seal
    /// does; open_share returns nullopt if the session has ended or the share does not open.
    [[nodiscard]] SealedShare seal_share(Epoch epoch, std::string_view share) const;
    [[nodiscard]] std::optional<std::string> open_share(const SealedShare& sealed) const;

private:
    [[nodiscard]] std::string file_of(Epoch epoch) const;
    [[nodiscard]] std::optional<std::string> find(Epoch epoch) const;
    void make(Epoch epoch) const;
    void flush_folder() const;

    std::string folder_;
};

}  // namespace caritas::chat
