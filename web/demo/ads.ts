// Stands in for a foreign advertising tag: runs only once marketing is granted, and leaves a cookie
// that has to be gone after a withdrawal. It recognizes nobody: the value is the same for all.
document.cookie = "_exads_id=demo; path=/; max-age=7776000; samesite=lax";
