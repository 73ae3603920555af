/// Where the dictionary entries of an epoch stand: in one file, until its rows are sealed.
///
/// While it stays the same, an epoch's next rows can rely on the entries of those before.
struct DictionaryPlace: Hashable, Sendable {
    /// Of the file, see ``MonthFiles/Edition``.
    let incarnation: Int
    /// The latest sealing of the epoch's day; 0: none.
    let sealing: Int
}
