internal import Storage

/// How much memory the blocks of columns take, and where they go when it is short.
///
/// Blocks that were not used for the longest time are sealed into a scratch file and come back when
/// somebody asks for them. That happens on one thread only: see ``SiteColumns/isInMemory``.
@safe final class ColumnMemory {
    /// What columns look at with each access.
    struct State {
        /// Bytes of all blocks in memory.
        var resident = 0
        /// Whether blocks note their use, which two threads must not.
        var isNoting = true
        /// Counts up with each block that comes or goes.
        var clock: UInt32 = 0
    }

    let state: UnsafeMutablePointer<State>
    /// What the blocks of all columns together may take, bytes.
    var limit = Int.max
    /// What a report that needs rows one by one may hold of them at a time, bytes.
    var reportBytes = 64 << 20
    private let makeScratch: () throws(StorageError) -> ScratchFile
    private var scratch: ScratchFile?
    private var columns: [ObjectIdentifier: Weak] = [:]
    /// Why a block could not go or come back; what was read since is not to be trusted.
    private(set) var failure: StorageError?

    private struct Weak {
        unowned let column: Column
    }

    init(_ makeScratch: @escaping () throws(StorageError) -> ScratchFile) {
        self.makeScratch = makeScratch
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State())
    }

    deinit { unsafe state.deallocate() }

    var resident: Int { unsafe state.pointee.resident }

    func setNoting(_ isNoting: Bool) { unsafe state.pointee.isNoting = isNoting }

    /// The failure since the last call.
    func takeFailure() -> StorageError? {
        defer { failure = nil }
        return failure
    }

    func add(_ column: Column) { columns[ObjectIdentifier(column)] = Weak(column: column) }

    func remove(_ column: Column) { columns[ObjectIdentifier(column)] = nil }

    // MARK: - Going and coming back

    /// Makes room where the blocks take more than they may, for some time to come.
    func makeRoom() {
        guard resident > limit else { return }
        let goal = limit - limit / 8
        let clock = unsafe state.pointee.clock
        var candidates: [(lastUse: UInt32, column: Column, block: Int)] = []
        for entry in columns.values {
            let column = entry.column
            for block in 0..<column.blockCount {
                // What was used just now may be in use.
                if let lastUse = column.lastUse(ofBlock: block), lastUse != clock {
                    candidates.append((lastUse, column, block))
                }
            }
        }
        candidates.sort { $0.lastUse < $1.lastUse }
        for candidate in candidates where resident > goal {
            do throws(StorageError) {
                if scratch == nil { scratch = try makeScratch() }
                guard let scratch else { return }
                try candidate.column.putAway(candidate.block, in: scratch)
            } catch {
                // Without room on disk the block stays where it is.
                failure = failure ?? error
                return
            }
        }
    }

    func bring(_ place: ScratchFile.Place) -> [UInt8]? {
        do throws(StorageError) {
            return try scratch?.take(place)
        } catch {
            failure = failure ?? error
            return nil
        }
    }

    func forget(_ place: ScratchFile.Place) { scratch?.forget(place) }
}
