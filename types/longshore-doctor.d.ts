/** What asks each kind of target that the configuration names; put into the bundle of doctor when packaging. */
declare module 'longshore:doctor' {
  const kinds: readonly ((
    at: import('../shared/aws/client-settings.ts').ClientPlace | undefined,
  ) => Partial<import('../shared/doctor/read/doctor-clients.ts').DoctorClients>)[]
  export default kinds
}
