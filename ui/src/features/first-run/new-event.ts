/** The name under which a half-written event is kept, while a scan takes people to the desk. */
export const NEW_EVENT = "new event";
