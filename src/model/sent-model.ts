import {lookUpModel, type UserModels} from './catalogue.ts'
import type {ResolvedProvider} from './resolve-provider.ts'

/** The name under which a provider is asked for a model: that of a deployment, or what an alias stands for. */
export function sentModel(
  asked: string,
  {provider, models}: {readonly provider: ResolvedProvider; readonly models?: UserModels | undefined},
): string {
  return provider.modelName ?? (provider.takesAliases ? lookUpModel(asked, models).name : asked)
}
