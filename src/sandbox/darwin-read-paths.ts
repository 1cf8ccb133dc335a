/** Folders of macOS and of its command line tools, whole. */
const systemFolders = [
  '/bin',
  '/sbin',
  '/usr/bin',
  '/usr/lib',
  '/usr/libexec',
  '/usr/sbin',
  '/usr/share',
  '/Applications/Xcode.app/Contents/Developer',
  '/Library/Developer/CommandLineTools',
  '/Library/Frameworks',
  '/Library/Java/JavaVirtualMachines',
  '/nix/store',
  '/run/current-system',
  '/var/db/xcode_select_link',
]

/** Where package managers install for everybody. Their `var` and most of their `etc` hold data and settings of services. */
const prefixes = ['/opt/homebrew', '/opt/local', '/usr/local']
const inPrefix = [
  'bin',
  'Caskroom',
  'Cellar',
  'etc/ca-certificates',
  'etc/openssl@3',
  'Frameworks',
  'include',
  'lib',
  'libexec',
  'Library/Frameworks',
  'opt',
  'sbin',
  'share',
]

/** What programs read below `/etc`; everything else there is not shown. */
const configurationPaths = [
  'bashrc',
  'group',
  'hosts',
  'localtime',
  'man.conf',
  'networks',
  'passwd',
  'paths',
  'paths.d',
  'profile',
  'protocols',
  'services',
  'shells',
  'ssl/cert.pem',
  'ssl/certs',
  'ssl/openssl.cnf',
  'zprofile',
  'zshrc',
]

export const darwinReadPaths: readonly string[] = [
  ...systemFolders,
  ...prefixes.flatMap((prefix) => inPrefix.map((name) => `${prefix}/${name}`)),
  ...configurationPaths.map((name) => `/etc/${name}`),
]

/** Leads to the command line tools that are in use: `/usr/bin/git` and others only start what lies there. */
export const developerLink = '/var/db/xcode_select_link'
