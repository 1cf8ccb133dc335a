/** A tool that keeps its programs below the home folder and cannot find them there when `HOME` is another one. */
export interface ToolHome {
  /** Below the home folder; a program folder at or below it brings the tool in. */
  readonly programs: string
  /** What is shown, below the home folder. Never a folder that also holds credentials. */
  readonly reads: readonly string[]
  /** Variables that lead the tool back, with folders below the home folder as values. */
  readonly environment: Readonly<Record<string, string>>
}

export const toolHomes: readonly ToolHome[] = [
  {
    // `~/.cargo` itself holds credentials.toml.
    programs: '.cargo/bin',
    reads: ['.cargo/bin', '.cargo/registry', '.cargo/git', '.rustup'],
    environment: {CARGO_HOME: '.cargo', RUSTUP_HOME: '.rustup'},
  },
  {
    // `~/.local/share` holds keyrings.
    programs: '.local/bin',
    reads: ['.local/bin', '.local/lib', '.local/pipx', '.local/share/pipx', '.local/share/uv'],
    environment: {PYTHONUSERBASE: '.local'},
  },
  {
    // `~/go/src` holds other projects.
    programs: 'go/bin',
    reads: ['go/bin', 'go/pkg/mod'],
    environment: {GOMODCACHE: 'go/pkg/mod'},
  },
  {programs: '.pyenv', reads: ['.pyenv'], environment: {PYENV_ROOT: '.pyenv'}},
  {programs: '.rbenv', reads: ['.rbenv'], environment: {RBENV_ROOT: '.rbenv'}},
  {programs: '.volta', reads: ['.volta'], environment: {VOLTA_HOME: '.volta'}},
  {programs: '.asdf', reads: ['.asdf'], environment: {ASDF_DATA_DIR: '.asdf'}},
  {programs: '.bun', reads: ['.bun'], environment: {}},
  {programs: '.ghcup', reads: ['.ghcup/bin', '.ghcup/ghc', '.ghcup/cabal'], environment: {}},
]

/** Below the home folder: never shown, neither they nor a folder around them. */
export const credentialPaths = [
  '.aws',
  '.azure',
  '.bash_history',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.claude',
  '.codex',
  '.config',
  '.docker',
  '.gem/credentials',
  '.gemini',
  '.git-credentials',
  '.gnupg',
  '.gradle',
  '.kube',
  '.local/share/keyrings',
  '.m2/settings.xml',
  '.mozilla',
  '.netrc',
  '.npmrc',
  '.password-store',
  '.pypirc',
  '.ssh',
  '.terraform.d',
  '.zsh_history',
]
