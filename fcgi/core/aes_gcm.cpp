// The EVP calls of sealing and opening.
#include "core/aes_gcm.h"

#include "core/secret.h"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace caritas {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

void must(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL does not seal");
}

// `encrypts`: 1 or 0, as EVP_CipherInit_ex wants it. The context has taken key, nonce and `bound`.
Context begin(int encrypts, std::string_view key, std::string_view nonce, std::string_view bound) {
    if (key.size() != kSealKeyBytes) throw std::logic_error("no key of 256 bits");
    Context context(EVP_CIPHER_CTX_new());
    int length = 0;
    must(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(nonce), encrypts));
    must(EVP_CipherUpdate(context.get(), nullptr, &length, bytes_of(bound), static_cast<int>(bound.size())));
    return context;
}

std::string update(EVP_CIPHER_CTX* context, std::string_view in) {
    std::string out(in.size(), '\0');
    int length = 0;
    must(EVP_CipherUpdate(context, bytes_of(out), &length, bytes_of(in), static_cast<int>(in.size())));
    return out;
}

}  // namespace

std::string seal(std::string_view key, std::string_view content, std::string_view bound) {
    const std::string nonce = random_bytes(kNonceBytes);
    const Context context = begin(1, key, nonce, bound);
    const std::string sealed = update(context.get(), content);
    int length = 0;
    std::string tag(kTagBytes, '\0');
    must(EVP_CipherFinal_ex(context.get(), bytes_of(tag), &length));
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes), tag.data()));
    return nonce + sealed + tag;
}

std::optional<std::string> open_sealed(std::string_view key, std::string_view sealed, std::string_view bound) {
    if (sealed.size() < kSealOverhead) return std::nullopt;
    const std::string_view nonce = sealed.substr(0, kNonceBytes);
    std::string tag(sealed.substr(sealed.size() - kTagBytes));
    const Context context = begin(0, key, nonce, bound);
    std::string content = update(context.get(), sealed.substr(kNonceBytes, sealed.size() - kSealOverhead));
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes), tag.data()));
    int length = 0;
    std::string rest(kTagBytes, '\0');
    if (EVP_CipherFinal_ex(context.get(), bytes_of(rest), &length) != 1) return std::nullopt;
    return content;
}

}  // namespace caritas
