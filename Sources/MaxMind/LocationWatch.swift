internal import Glibc
internal import Synchronization

/// Keeps the location file at a path open and changes to a newer one without a restart.
///
/// Has no thread of its own: somebody calls `check()` now and then.
package final class LocationWatch: Sendable {
    /// What a check found.
    package enum Change: Hashable, Sendable {
        case unchanged
        /// A new file is in use.
        case opened(LocationMetadata)
        /// The path holds no usable file; what was in use before, if anything, still is.
        case rejected(LocationError)
    }

    /// What makes a file another file.
    private struct Identity: Hashable {
        let device: UInt
        let inode: UInt
        let size: Int
        let modifiedSeconds: Int
        let modifiedNanoseconds: Int
    }

    private struct Seen {
        var hasLooked = false
        var identity: Identity?
        var error: LocationError?
    }

    package let path: String

    private let seen = Mutex(Seen())
    private let file = Mutex<LocationFile?>(nil)

    /// Opens the file at `path` if there is one.
    package init(path: String) {
        self.path = path
        _ = check()
    }

    /// The file in use.
    package var current: LocationFile? { file.withLock { $0 } }

    /// Opens the file at the path if it is not the one seen last.
    package func check() -> Change {
        seen.withLock { seen in
            // Before opening: if the file is replaced in between, the next check sees a change.
            let identity = Self.identity(of: path)
            if seen.hasLooked, identity == seen.identity { return .unchanged }
            seen.hasLooked = true
            seen.identity = identity
            do throws(LocationError) {
                let opened = try LocationFile(path: path)
                seen.error = nil
                file.withLock { $0 = opened }
                return .opened(opened.metadata)
            } catch {
                seen.error = error
                return .rejected(error)
            }
        }
    }

    package func status(nowSeconds: Int64) -> LocationStatus {
        let error = seen.withLock { $0.error }
        let metadata = current?.metadata
        return LocationStatus(
            path: path,
            metadata: metadata,
            ageDays: metadata?.ageDays(nowSeconds: nowSeconds),
            lastError: error
        )
    }

    private static func identity(of path: String) -> Identity? {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return nil }
        return Identity(
            device: facts.st_dev,
            inode: facts.st_ino,
            size: facts.st_size,
            modifiedSeconds: facts.st_mtim.tv_sec,
            modifiedNanoseconds: facts.st_mtim.tv_nsec
        )
    }
}
