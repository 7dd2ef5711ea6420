import config from 'longshore:config'
import type { LongshoreConfig } from '../config/normalised.ts'

/** The configuration this bundle was packaged with. */
export const configuration: LongshoreConfig = config
