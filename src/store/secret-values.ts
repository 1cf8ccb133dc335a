const secretWords =
  /(?:^|_)(?:[A-Z0-9]*(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL)S?|PASS|PASSPHRASE|PAT|AUTH|AUTHORIZATION|COOKIE|SIG|SIGNATURE)(?:_|$)/
/** What stands beside a secret, or says where one lies. */
const beside = /_(?:FILE|PATH|DIR|FOLDER|SOCK|ID|NAME|URL|COMMAND|CMD)$/

/** The values of those variables, or headers, whose name says that they hold a secret. */
export function secretValues(named: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(named).flatMap(([name, value]) => (value !== undefined && isSecretName(name) ? [value] : []))
}

/** Whether a value that is sent with each request can hardly be anything but a secret: neither words nor a date. */
export function looksRandom(value: string): boolean {
  return /^(?=.*\d)(?=.*[A-Za-z])[\w.~+/=-]{16,}$/.test(value) && !/^\d{4}-\d\d-\d\d/.test(value)
}

function isSecretName(name: string): boolean {
  const upper = name.toUpperCase().replaceAll('-', '_')
  return secretWords.test(upper) && !beside.test(upper)
}
