/** Folders of the operating system, whole. */
const systemFolders = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix/store',
  '/gnu/store',
  '/run/current-system',
]

/** Holds programs of third parties; left out where somebody lives in it. */
export const optionalSoftwareFolder = '/opt'

/**
 * What programs read below `/etc`. A list of what is allowed, because `/etc` also holds password hashes, private keys,
 * the tokens of services, and the address of a package registry with its password in it.
 */
const configurationPaths = [
  'alternatives',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'debian_version',
  'fedora-release',
  'alpine-release',
  'fonts',
  'gai.conf',
  'group',
  'host.conf',
  'hosts',
  'inputrc',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'locale.conf',
  'localtime',
  'lsb-release',
  'magic',
  'magic.mime',
  'maven/logging',
  'maven/m2.conf',
  'mime.types',
  'networks',
  'nsswitch.conf',
  'os-release',
  'passwd',
  'perl',
  'pki/ca-trust',
  'pki/tls/cert.pem',
  'pki/tls/certs',
  'pki/tls/openssl.cnf',
  'protocols',
  'redhat-release',
  'resolv.conf',
  'services',
  'shells',
  'ssl/cert.pem',
  'ssl/certs',
  'ssl/openssl.cnf',
  'static',
  'system-release',
  'terminfo',
  'timezone',
  'xml',
]

/** Versioned folders, such as `java-17-openjdk` and `python3.11`. */
const versionedConfiguration = /^(?:java-\d[\w.-]*|python\d[\d.]*)$/

/** `etcNames` are the names found in `/etc`. */
export function systemReadPaths(etcNames: readonly string[]): readonly string[] {
  const versioned = etcNames.filter((name) => versionedConfiguration.test(name))
  return [...systemFolders, ...[...configurationPaths, ...versioned].map((name) => `/etc/${name}`)]
}
