import type {Config, ProviderConfig} from '../config/config.ts'
import {createRedactor, type Redactor} from '../store/create-redactor.ts'
import {looksRandom, secretValues} from '../store/secret-values.ts'
import {tokenShapes} from '../store/secret-shapes.ts'

/** What must be neither written nor shown, as it becomes known while a command runs. */
export interface TurnSecrets {
  note(...secrets: readonly string[]): void
  /** For what is written to disk: takes out what is known by now, and what looks like a secret. */
  redactor(): Redactor
  /** For what is shown: leaves what may be no secret at all, such as the password in an example of an address. */
  screen(): Redactor
}

type Environment = Readonly<Record<string, string | undefined>>

/** Those of the environment are known from the beginning, with the passwords in its addresses. */
export function createTurnSecrets({env}: {readonly env: Environment}): TurnSecrets {
  const known = [...secretValues(env), ...Object.values(env).flatMap(given).flatMap(passwordOf)]
  return {
    note: (...secrets) => void known.push(...secrets),
    redactor: () => createRedactor(known),
    screen: () => createRedactor(known, tokenShapes),
  }
}

/** The secrets that stand in the configuration, also those of providers that are not asked. */
export function configSecrets({
  apiKey,
  proxy,
  baseUrl,
  providers,
}: Pick<Config, 'apiKey' | 'proxy' | 'baseUrl' | 'providers'>): readonly string[] {
  const addresses = [...given(proxy), ...given(baseUrl)]
  return [...given(apiKey), ...addresses.flatMap(passwordOf), ...Object.values(providers).flatMap(providerSecrets)]
}

function providerSecrets({apiKey, baseUrl, headers, query}: ProviderConfig): readonly string[] {
  // Of `Bearer abc`, the last word is the secret, wherever it stands.
  const sent = [headers, query].flatMap((named = {}) => [
    ...secretValues(named),
    ...Object.values(named).filter(looksRandom),
  ])
  return [
    ...given(apiKey),
    ...given(baseUrl).flatMap(passwordOf),
    ...sent,
    ...sent.flatMap((value) => given(value.split(' ').at(-1))),
  ]
}

function passwordOf(address: string): readonly string[] {
  const password = URL.canParse(address) ? new URL(address).password : ''
  return [password, decoded(password)]
}

/** As it was written where it is no encoded text. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function given(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value]
}
