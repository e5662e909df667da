// What the pages use of @hpke/core (HPKE over WebCrypto); bundled into one file for /vendor/hpke.js.
export { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
