import type {Config, ProviderConfig} from '../config/config.ts'
import {createRedactor, type Redactor} from '../store/create-redactor.ts'
import {secretValues} from '../store/secret-values.ts'
import type {HostContext} from './host-context.ts'

/** What must not be written to disk, as it becomes known while a turn is made ready. */
export interface TurnSecrets {
  note(...secrets: readonly string[]): void
  /** Takes out what is known by now. */
  redactor(): Redactor
}

/** Those of the environment are known from the beginning. */
export function createTurnSecrets({env}: Pick<HostContext, 'env'>): TurnSecrets {
  const known = [...secretValues(env)]
  return {
    note: (...secrets) => void known.push(...secrets),
    redactor: () => createRedactor(known),
  }
}

/** The secrets that stand in the configuration, also those of providers that are not asked. */
export function configSecrets({
  apiKey,
  proxy,
  providers,
}: Pick<Config, 'apiKey' | 'proxy' | 'providers'>): readonly string[] {
  return [...given(apiKey), ...given(proxy).flatMap(passwordOf), ...Object.values(providers).flatMap(providerSecrets)]
}

function providerSecrets({apiKey, headers, query}: ProviderConfig): readonly string[] {
  // Of `Bearer abc`, the last word is the secret, wherever it stands.
  const sent = [...secretValues({...headers}), ...secretValues({...query})]
  return [...given(apiKey), ...sent, ...sent.flatMap((value) => given(value.split(' ').at(-1)))]
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
