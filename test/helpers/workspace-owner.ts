const isRoot = process.getuid?.() === 0

/** Where the tests are not root, the workspace is the user's own, and the same must hold. */
export const owner = isRoot
  ? {user: 1234, group: 1235}
  : {user: process.getuid?.() ?? -1, group: process.getgid?.() ?? -1}

/** For titles: whose workspace it is, and so which case was run. */
export const who = isRoot ? 'another user, as root' : 'this ordinary user'
