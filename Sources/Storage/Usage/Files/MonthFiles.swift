internal import Observability
internal import SQLite
internal import Usage

/// Which files the log consists of, and the ones that are open for writing.
///
/// `@unchecked Sendable`: lives behind the lock `UsageStore.files` and is used under it only.
final class MonthFiles: @unchecked Sendable {
    /// Imports write old months beside the current one; each open file holds some 100 KB.
    private static let maxOpen = 4

    let directory: String
    let catalog = LogCatalog()
    private let keys: MonthKeys
    private let settings: WriterSettings
    /// Whether the latest commit failed.
    var isFailing = false
    /// In the order of their latest use.
    private var open: [MonthFile] = []
    /// The latest row known to be committed in files that were open before.
    private var lastSequences: [MonthName: Int64] = [:]
    /// Days that were sealed since the start, with a number for each sealing, by month.
    private var sealings: [Int: [SiteDay: Int]] = [:]
    private var latestSealing = 0

    private struct SiteDay: Hashable {
        let site: String
        let day: Int32
    }

    /// What a month consists of now.
    struct Edition: Hashable, Sendable {
        let name: MonthName
        /// Another number for each file, also where a month ended and began again under one name.
        let incarnation: Int
    }

    init(directory: String, keys: MonthKeys, settings: WriterSettings) {
        self.directory = directory
        self.keys = keys
        self.settings = settings
    }

    var months: [Int] { catalog.mark.months }

    func name(of month: Int) -> MonthName? { catalog.edition(of: month)?.name }

    func path(_ name: MonthName) -> String { directory + "/" + name.file }

    /// The file of a month for writing; `absorb` gets one that holds more than what was acknowledged.
    func writer(
        of month: Int,
        absorb: (MonthFile, _ after: Int64) throws(StorageError) -> Void
    ) throws(StorageError) -> MonthFile {
        if let index = open.lastIndex(where: { $0.name.month == month }) {
            let file = open[index]
            if index != open.count - 1 { open.append(open.remove(at: index)) }
            return file
        }
        let file = try openFile(of: month)
        if let known = lastSequences[file.name], known < file.lastSequence {
            try absorb(file, known)
            catalog.noteCommit(in: month)
        }
        if open.count >= Self.maxOpen { close(open[0].name.month) }
        open.append(file)
        return file
    }

    private func openFile(of month: Int) throws(StorageError) -> MonthFile {
        if let name = name(of: month) {
            let path = path(name)
            guard let key = keys.existingKey(month, edition: name.edition) else {
                let keyPath = keys.path(month, edition: name.edition)
                throw .missingKey(path: keyPath, needs: "\(path) was sealed with it")
            }
            return try MonthFile(name, path: path, key: key, settings: settings)
        }
        let name = MonthName(month: month)
        let path = path(name)
        // The key first: what it seals must never be on disk without it.
        let key = try keys.key(month)
        try DataFiles.create(path)
        let file = try MonthFile(name, path: path, key: key, settings: settings)
        try DataFiles.synchronize(directory)
        catalog.begin(name)
        return file
    }

    /// Ends the writing of a month until the next use.
    func close(_ month: Int) {
        guard let index = open.firstIndex(where: { $0.name.month == month }) else { return }
        let file = open.remove(at: index)
        lastSequences[file.name] = file.lastSequence
    }

    func closeAll() {
        while let file = open.first { close(file.name.month) }
    }

    /// Ends a month for its writers and readers.
    func end(_ name: MonthName) {
        forget(name)
        catalog.end(name.month)
    }

    private func forget(_ name: MonthName) {
        close(name.month)
        lastSequences[name] = nil
        sealings[name.month] = nil
    }

    // MARK: - Dictionaries

    /// Where the entries of an epoch of that day are to be found.
    func dictionaryPlace(of site: String, day: Int32, in month: Int) -> DictionaryPlace {
        DictionaryPlace(
            incarnation: catalog.edition(of: month)?.incarnation ?? 0,
            sealing: sealings[month]?[SiteDay(site: site, day: day)] ?? 0
        )
    }

    /// From now on no new row of that day uses an entry that stood before.
    func restartDictionaries(of site: String, day: Int32, in month: Int) {
        latestSealing += 1
        sealings[month, default: [:]][SiteDay(site: site, day: day)] = latestSealing
    }

    /// From now on no new row of the month uses an entry that stood before.
    func restartDictionaries(in month: Int) {
        if let name = name(of: month) { catalog.begin(name) }
    }

    /// Goes on with a later edition of a month, which lacks `removal` where that is all it lacks.
    func replace(_ name: MonthName, by next: MonthName, without removal: VisitorRemoval? = nil) {
        forget(name)
        catalog.begin(next, without: removal)
    }
}
