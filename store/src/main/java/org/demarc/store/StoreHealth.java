package org.demarc.store;

/// How the store does.
///
/// @param waiting keys whose latest change is not written yet
/// @param written changes that were
/// @param dropped changes that were lost: too much waited, or the database refused the data
/// @param failingSince milliseconds since 1970 of the first failure in a row; 0: it works
/// @param why the last failure in words; "" while it works
public record StoreHealth(int waiting, long written, long dropped, long failingSince, String why) {}
