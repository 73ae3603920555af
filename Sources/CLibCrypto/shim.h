/* The SHA256_* functions are the only ones whose state can be kept and copied without an allocation,
 * which is what makes a keyed code five times cheaper than with HMAC(). OpenSSL 3 marks them as deprecated in
 * favour of EVP; they are not going away before a new major version. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
