import {X509Certificate} from 'node:crypto'
import {readFileSync, statSync} from 'node:fs'
import {CodexError, isCodexError} from '@codex-host/plugin-api'

const begin = '-----BEGIN CERTIFICATE-----'
const end = '-----END CERTIFICATE-----'
const maxBytes = 10_000_000

/**
 * The certificates of a PEM file, each as PEM. What stands between them is skipped.
 * @throws CodexError with exit code 3 for a file that cannot be read, has no certificate or a damaged one.
 */
export function readCaFile(file: string): readonly string[] {
  const [, ...parts] = readText(file).split(begin)
  if (parts.length === 0) throw wrongFile(file, 'has no certificate in PEM form')
  return parts.map((part, index) => {
    const [base64 = '', rest] = part.split(end, 2)
    const pem = `${begin}${base64}${end}\n`
    if (rest === undefined || !isCertificate(pem)) {
      throw wrongFile(file, `is damaged at certificate ${index + 1} of ${parts.length}`)
    }
    return pem
  })
}

function readText(file: string): string {
  try {
    const facts = statSync(file)
    if (!facts.isFile()) throw wrongFile(file, 'is not a file')
    if (facts.size > maxBytes) throw wrongFile(file, 'is larger than 10 MB')
    return readFileSync(file, 'latin1')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    throw isCodexError(error) ? error : wrongFile(file, `cannot be read (${code ?? String(error)})`)
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}

function wrongFile(file: string, what: string): CodexError {
  return new CodexError(`The file ${file} of \`ca_file\` ${what}, so no request was sent.`, {
    code: 'CA_FILE',
    exitCode: 3,
    suggestions: ['Name a PEM file with the certificates of the authority, or leave out `ca_file`.'],
  })
}
