// HPKE in auth mode, written from RFC 9180 for the tests: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-GCM.
#pragma once

#include "unit/openssl_parts.h"

namespace caritas::tests {

/// The steps' results have the RFC's names.
class Hpke {
public:
    /// `key_size` says which AES-GCM (section 7.3): 16 is 0x0001, 32 is 0x0002.
    explicit Hpke(std::size_t key_size) : key_size_(key_size) {}

    struct Recipient {
        std::string enc;
        std::string private_key;
        std::string sender;  ///< public key
        std::string info;
    };

    /// Section 4.1, AuthDecap.
    [[nodiscard]] static std::string shared_secret(const Recipient& recipient) {
        const std::string dh = x25519(recipient.private_key, recipient.enc) + x25519(recipient.private_key, recipient.sender);
        const std::string context = recipient.enc + x25519_public(recipient.private_key) + recipient.sender;
        const std::string suite = "KEM" + big_endian(kKem, 2);
        return labeled_expand(suite, labeled_extract(suite, "", "eae_prk", dh), "shared_secret", context, kSecret);
    }

    struct Context {
        std::string key;
        std::string base_nonce;
    };

    /// Section 5.1, KeySchedule in mode_auth, without a PSK.
    [[nodiscard]] Context schedule(const std::string& shared, const std::string& info) const {
        const std::string suite = "HPKE" + big_endian(kKem, 2) + big_endian(kKdf, 2) + big_endian(key_size_ == 16 ? 1 : 2, 2);
        const std::string context =
            big_endian(kModeAuth, 1) + labeled_extract(suite, "", "psk_id_hash", "") + labeled_extract(suite, "", "info_hash", info);
        const std::string secret = labeled_extract(suite, shared, "secret", "");
        return {labeled_expand(suite, secret, "key", context, key_size_), labeled_expand(suite, secret, "base_nonce", context, kNonce)};
    }

    /// The first message of a context (section 5.2: its nonce is base_nonce).
    [[nodiscard]] std::string open(const Recipient& recipient, std::string_view bound, std::string_view sealed) const {
        const Context context = schedule(shared_secret(recipient), recipient.info);
        return aes_gcm_open(context.key, context.base_nonce, bound, sealed);
    }

private:
    static constexpr std::uint64_t kKem = 0x0020;
    static constexpr std::uint64_t kKdf = 0x0001;
    static constexpr std::uint64_t kModeAuth = 0x02;
    static constexpr std::size_t kSecret = 32;
    static constexpr std::size_t kNonce = 12;

    // Section 4.
    static std::string labeled_extract(const std::string& suite, const std::string& salt, const std::string& label,
                                       const std::string& key) {
        return hkdf_extract(salt, "HPKE-v1" + suite + label + key);
    }
    static std::string labeled_expand(const std::string& suite, const std::string& key, const std::string& label, const std::string& info,
                                      std::size_t size) {
        return hkdf_expand(key, big_endian(size, 2) + "HPKE-v1" + suite + label + info, size);
    }

    std::size_t key_size_;
};

}  // namespace caritas::tests
