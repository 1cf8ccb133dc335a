/** The flags with which a program only reads. What is not listed is not known to be harmless. */
export interface KnownFlags {
  /** Letters that may be combined behind one `-`. */
  readonly letters?: string
  /** Letters that take a value, attached or as the next word. */
  readonly lettersWithValue?: string
  /** Whole words, with or without `=value`. Abbreviations of long flags are not in it on purpose. */
  readonly names?: readonly string[]
  /** Further words that start with `-`, such as the numbers of `find`. */
  readonly flagPattern?: RegExp
  /** What each operand must look like. */
  readonly operandPattern?: RegExp
  readonly mostOperands?: number
  /** `--` does not end the flags of this program. */
  readonly ignoresDoubleDash?: true
}

/** `any`: no argument makes the program write or run something, so words known only at run time are fine as well. */
export type ReadOnlyArguments = 'any' | KnownFlags

const any = [
  ...['basename', 'cat', 'cksum', 'cmp', 'column', 'comm', 'cut', 'df', 'dirname', 'du', 'echo', 'egrep'],
  ...['expr', 'false', 'fgrep', 'fold', 'grep', 'groups', 'head', 'id', 'join', 'jq', 'ls', 'md5sum', 'nl', 'nproc'],
  ...['od', 'paste', 'printenv', 'ps', 'pwd', 'readlink', 'realpath', 'rev', 'seq', 'sha1sum', 'sha256sum'],
  ...['sha512sum', 'stat', 'strings', 'sum', 'tac', 'tr', 'true', 'tty', 'type', 'uname', 'wc', 'which', 'whoami'],
]

const findTests = [
  ...['-H', '-L', '-P', '-a', '-and', '-o', '-or', '-not', '-true', '-false', '-daystart', '-depth', '-d', '-follow'],
  ...['-maxdepth', '-mindepth', '-mount', '-xdev', '-noleaf', '-regextype', '-warn', '-nowarn', '-amin', '-anewer'],
  ...['-atime', '-cmin', '-cnewer', '-ctime', '-empty', '-executable', '-fstype', '-gid', '-group', '-ilname'],
  ...['-iname', '-inum', '-ipath', '-iregex', '-iwholename', '-links', '-lname', '-mmin', '-mtime', '-name', '-newer'],
  ...['-newermt', '-nogroup', '-nouser', '-path', '-perm', '-readable', '-regex', '-samefile', '-size', '-type'],
  ...['-uid', '-used', '-user', '-wholename', '-writable', '-xtype', '-ls', '-print', '-print0', '-printf', '-prune'],
  '-quit',
]

const ripgrepNames = [
  ...['--after-context', '--before-context', '--binary', '--case-sensitive', '--color', '--column', '--context'],
  ...['--count', '--count-matches', '--files', '--files-with-matches', '--files-without-match', '--fixed-strings'],
  ...['--follow', '--glob', '--heading', '--help', '--hidden', '--iglob', '--ignore-case', '--invert-match', '--json'],
  ...['--line-number', '--line-regexp', '--max-columns', '--max-count', '--max-depth', '--max-filesize', '--multiline'],
  ...['--multiline-dotall', '--no-filename', '--no-heading', '--no-ignore', '--no-ignore-vcs', '--no-line-number'],
  ...['--no-messages', '--null', '--only-matching', '--passthru', '--pcre2', '--pretty', '--quiet', '--regexp'],
  ...['--replace', '--smart-case', '--sort', '--sortr', '--stats', '--text', '--threads', '--trim', '--type'],
  ...['--type-list', '--type-not', '--unrestricted', '--version', '--vimgrep', '--with-filename', '--word-regexp'],
]

const diffNames = [
  ...['--brief', '--color', '--context', '--exclude', '--ignore-all-space', '--ignore-blank-lines', '--ignore-case'],
  ...['--ignore-space-change', '--label', '--new-file', '--recursive', '--report-identical-files', '--side-by-side'],
  ...['--strip-trailing-cr', '--suppress-common-lines', '--text', '--unified', '--width'],
]

const sortNames = [
  ...['--check', '--dictionary-order', '--field-separator', '--general-numeric-sort', '--human-numeric-sort'],
  ...['--ignore-case', '--ignore-leading-blanks', '--key', '--month-sort', '--numeric-sort', '--reverse', '--stable'],
  ...['--unique', '--version-sort', '--zero-terminated'],
]

/**
 * Programs that only read. Missing on purpose: `git` (the repository's configuration runs programs), `env` and `awk` (they
 * run programs), `less` and `man` (they wait for a terminal), `xxd` and `tree` (letters behind one `-` are not what they
 * look like: `xxd -bc in out` and `tree -Po a out` write), whatever reads a project file that is code.
 */
export const readOnlyPrograms: ReadonlyMap<string, ReadOnlyArguments> = new Map<string, ReadOnlyArguments>([
  ...any.map((name): [string, ReadOnlyArguments] => [name, 'any']),
  [':', 'any'],
  // On macOS it runs the program that its operands name.
  ['arch', {mostOperands: 0}],
  // On macOS `-o` names an output file.
  ['base64', {letters: 'dD', lettersWithValue: 'w', names: ['--decode', '--wrap']}],
  ['cd', {letters: 'LP', operandPattern: /^[^-]/, mostOperands: 1}],
  // An operand without `+` sets the clock.
  [
    'date',
    {
      letters: 'uR',
      lettersWithValue: 'dr',
      names: [
        '--date',
        '--iso-8601',
        '--reference',
        '--rfc-3339',
        '--rfc-email',
        '--utc',
        '-I',
        '-Iseconds',
        '-Iminutes',
      ],
      operandPattern: /^\+/,
    },
  ],
  // `--paginate` runs `pr`.
  ['diff', {letters: 'abBcdeEinNpqrstTuwyZ0123456789', lettersWithValue: 'CFILSUWx', names: diffNames}],
  // `-C` compiles a magic file, `-z` runs decompressors.
  ['file', {letters: 'bhikLrs0', names: ['--brief', '--dereference', '--mime', '--mime-encoding', '--mime-type']}],
  [
    'find',
    {
      names: findTests,
      flagPattern: /^-(?:O[0-3]|newer[aBcm][aBcmt]|\d+[A-Za-z]?)$/,
      ignoresDoubleDash: true,
    },
  ],
  // `--pre` and `--search-zip` run programs.
  ['rg', {letters: 'abcFhHiIlLnNopPqsSuUvVwx.0', lettersWithValue: 'ABCdefgjmMrtT', names: ripgrepNames}],
  // `-o` writes, `--compress-program` runs, `-T` names where to write.
  ['sort', {letters: 'bcCdfghimMnrRsuVz', lettersWithValue: 'kt', names: sortNames}],
  // `-f` never ends.
  ['tail', {letters: 'qvz0123456789', lettersWithValue: 'nc', names: ['--bytes', '--lines', '--quiet', '--verbose']}],
  // The second operand is the output.
  [
    'uniq',
    {
      letters: 'cdDiuz',
      lettersWithValue: 'fsw',
      names: ['--count', '--ignore-case', '--repeated', '--unique'],
      mostOperands: 1,
    },
  ],
])
