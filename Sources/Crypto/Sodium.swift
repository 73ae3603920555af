internal import CSodium

/// The library's one-time preparation; everything that needs it says so.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    static func start() {
        precondition(isReady, "libsodium cannot start: the system gives no random bytes")
    }
}
