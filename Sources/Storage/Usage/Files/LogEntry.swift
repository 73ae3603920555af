/// A row of the log as it is written: a batch, or a segment in the place of many.
struct LogEntry {
    let sequence: Int64
    let day: Int32
    let rows: Int
    let ids: [UInt8]
    let data: [UInt8]
    /// For a segment: the first row that it takes the place of.
    var first: Int64?
}
