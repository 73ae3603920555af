internal import Usage

/// The month that a day belongs to, by which files are named.
enum CivilMonth {
    /// As in 202611, of a day counted from 1970-01-01.
    static func of(day: Int32) -> Int { Int(CivilDate(days: day).monthNumber) }
}
