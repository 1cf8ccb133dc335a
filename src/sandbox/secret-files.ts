/** What a file of the workspace is to the sandbox, judged by its name; `look` means that its text decides. */
export type Secrecy = 'secret' | 'plain' | 'look'

const secretNames = new Set([
  '.dockercfg',
  '.envrc',
  '.git-credentials',
  '.htpasswd',
  '.netrc',
  '.pgpass',
  '.pypirc',
  'credentials.json',
  'kubeconfig',
  'terraform.tfstate',
  'terraform.tfstate.backup',
])
const secretShapes = [
  /^\.env(?:$|[._~-])/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/,
  /^(?:client_secret|service[-_]account).*\.json$/,
  /\.(?:kdbx|keystore|p12|pfx)$/,
]
/** Templates are committed to show which names are needed. */
const templates = /\.(?:example|sample|template|dist|schema)$|^\.env[_-].*(?<=[._-])(?:example|sample|template|dist)$/

/** Certificates and keys that tests bring along are data of the project, not secrets of the user. */
const keyFile = /\.(?:key|pem)$/
const testFolders = new Set(['__fixtures__', '__tests__', 'fixtures', 'spec', 'test', 'testdata', 'tests'])

const settingsFiles = new Set(['.npmrc', '.yarnrc', '.yarnrc.yml'])

/** Folders that are secret as a whole, wherever they lie. */
const secretFolderNames = new Set(['.aws', '.azure', '.docker', '.gnupg', '.kube', '.password-store', '.ssh'])

/** Judges a file by its path below the workspace root, with `/` between components. */
export function secrecyOf(file: string): Secrecy {
  const components = file.toLowerCase().split('/')
  const name = components.at(-1) ?? ''
  if (settingsFiles.has(name) || (name === 'config' && components.at(-2) === '.git')) return 'look'
  if (templates.test(name)) return 'plain'
  if (secretNames.has(name) || secretShapes.some((shape) => shape.test(name))) return 'secret'
  if (keyFile.test(name)) return components.some((component) => testFolders.has(component)) ? 'plain' : 'secret'
  return 'plain'
}

export function isSecretFolder(name: string): boolean {
  return secretFolderNames.has(name.toLowerCase())
}

/** Whether the settings of a package manager or of git hold a token in clear, and not the name of a variable. */
export function holdsToken(text: string): boolean {
  return tokenShapes.some((shape) => shape.test(text))
}

const tokenShapes = [
  /(?:_auth|_authToken|_password|npmAuthToken|npmAuthIdent)["']?\s*[=:\s]\s*["']?(?!\$\{)[^\s"']/i,
  /:\/\/[^\s/:@]*:(?!\$\{)[^\s/@]+@/,
  // A token in the place of the user's name.
  /:\/\/[\w-]{26,}@/,
  /extraheader\s*=\s*["']?authorization:/i,
]
