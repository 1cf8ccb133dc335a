/** How a definition ends: with its brace, with the indentation of its first line, or with `end` on that indentation. */
export type BlockStyle = 'braces' | 'indentation' | 'end-word'

export interface Language {
  /** What `--language` takes, and the JSON names. */
  readonly id: string
  readonly title: string
  /** Without the dot, lower case. */
  readonly extensions: readonly string[]
  /** Whole names of files, lower case. */
  readonly files?: readonly string[]
  /** Programs of a `#!` line. */
  readonly programs?: readonly string[]
  /** Other words for it. */
  readonly aliases?: readonly string[]
}

/** The id is the name of the grammar too. */
export const languages: readonly Language[] = [
  {
    id: 'bash',
    title: 'shell script',
    extensions: ['sh', 'bash', 'zsh', 'ksh'],
    programs: ['sh', 'bash', 'zsh'],
    aliases: ['shell'],
  },
  {id: 'c', title: 'C', extensions: ['c', 'h']},
  {id: 'clojure', title: 'Clojure', extensions: ['clj', 'cljs', 'cljc', 'edn']},
  {id: 'cmake', title: 'CMake', extensions: ['cmake'], files: ['cmakelists.txt']},
  {id: 'cpp', title: 'C++', extensions: ['cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx', 'ino'], aliases: ['c++']},
  {id: 'csharp', title: 'C#', extensions: ['cs'], aliases: ['c#', 'cs']},
  {id: 'css', title: 'CSS', extensions: ['css']},
  {id: 'dart', title: 'Dart', extensions: ['dart']},
  {id: 'diff', title: 'diff', extensions: ['diff', 'patch'], aliases: ['patch']},
  {id: 'dockerfile', title: 'Dockerfile', extensions: ['dockerfile'], files: ['dockerfile', 'containerfile']},
  {id: 'elixir', title: 'Elixir', extensions: ['ex', 'exs'], programs: ['elixir']},
  {id: 'erlang', title: 'Erlang', extensions: ['erl', 'hrl']},
  {id: 'go', title: 'Go', extensions: ['go'], aliases: ['golang']},
  {id: 'graphql', title: 'GraphQL', extensions: ['graphql', 'gql']},
  {id: 'groovy', title: 'Groovy', extensions: ['groovy', 'gradle'], files: ['jenkinsfile']},
  {id: 'haskell', title: 'Haskell', extensions: ['hs']},
  {id: 'ini', title: 'INI', extensions: ['ini', 'toml', 'cfg', 'conf', 'properties'], aliases: ['toml']},
  {id: 'java', title: 'Java', extensions: ['java']},
  {
    id: 'javascript',
    title: 'JavaScript',
    extensions: ['js', 'mjs', 'cjs', 'jsx'],
    programs: ['node', 'bun'],
    aliases: ['jsx', 'js'],
  },
  {id: 'json', title: 'JSON', extensions: ['json', 'jsonc', 'json5', 'webmanifest']},
  {id: 'julia', title: 'Julia', extensions: ['jl'], programs: ['julia']},
  {id: 'kotlin', title: 'Kotlin', extensions: ['kt', 'kts']},
  {id: 'less', title: 'Less', extensions: ['less']},
  {id: 'lua', title: 'Lua', extensions: ['lua'], programs: ['lua', 'luajit']},
  {id: 'makefile', title: 'Makefile', extensions: ['mk', 'mak'], files: ['makefile', 'gnumakefile'], aliases: ['make']},
  {id: 'markdown', title: 'Markdown', extensions: ['md', 'markdown']},
  {id: 'nix', title: 'Nix', extensions: ['nix']},
  {id: 'objectivec', title: 'Objective-C', extensions: ['m', 'mm'], aliases: ['objc', 'objective-c']},
  {id: 'ocaml', title: 'OCaml', extensions: ['ml', 'mli']},
  {id: 'perl', title: 'Perl', extensions: ['pl', 'pm', 't'], programs: ['perl']},
  {id: 'php', title: 'PHP', extensions: ['php', 'phtml'], programs: ['php']},
  {id: 'powershell', title: 'PowerShell', extensions: ['ps1', 'psm1'], programs: ['pwsh']},
  {id: 'protobuf', title: 'Protocol Buffers', extensions: ['proto']},
  {
    id: 'python',
    title: 'Python',
    extensions: ['py', 'pyi', 'pyw'],
    programs: ['python', 'python2', 'python3'],
    aliases: ['py'],
  },
  {id: 'r', title: 'R', extensions: ['r'], programs: ['rscript']},
  {
    id: 'ruby',
    title: 'Ruby',
    extensions: ['rb', 'rake', 'gemspec', 'ru'],
    files: ['rakefile', 'gemfile'],
    programs: ['ruby'],
    aliases: ['rb'],
  },
  {id: 'rust', title: 'Rust', extensions: ['rs'], aliases: ['rs']},
  {id: 'scala', title: 'Scala', extensions: ['scala', 'sc', 'sbt']},
  {id: 'scss', title: 'SCSS', extensions: ['scss', 'sass'], aliases: ['sass']},
  {id: 'sql', title: 'SQL', extensions: ['sql', 'ddl']},
  {id: 'swift', title: 'Swift', extensions: ['swift']},
  {id: 'typescript', title: 'TypeScript', extensions: ['ts', 'mts', 'cts', 'tsx'], aliases: ['tsx', 'ts']},
  {id: 'vim', title: 'Vim script', extensions: ['vim'], files: ['.vimrc']},
  {
    id: 'xml',
    title: 'HTML or XML',
    extensions: ['html', 'htm', 'xhtml', 'xml', 'svg', 'vue', 'svelte', 'xsd', 'plist'],
    aliases: ['html', 'svg', 'vue', 'svelte'],
  },
  {id: 'yaml', title: 'YAML', extensions: ['yaml', 'yml'], aliases: ['yml']},
]
