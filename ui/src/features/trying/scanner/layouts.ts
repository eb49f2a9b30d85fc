// Keyboard layouts as tables, for the keys that a code can need. A scanner presses the keys on which its own layout has
// the characters; what arrives is what the computer's layout has on the same keys.

export const layoutNames = ["es", "us", "fr", "be", "de", "cz", "dvorak"] as const;
export type LayoutName = (typeof layoutNames)[number];

/** Four rows of keys from the left: the digits' from 1, then those that begin at Q, A and Z on a US keyboard. */
interface Layout {
  plain: readonly [string, string, string, string];
  shift: readonly [string, string, string, string];
}

export const layouts: Record<LayoutName, Layout> = {
  us: {
    plain: ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"],
    shift: ["!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"', "ZXCVBNM<>?"],
  },
  es: {
    plain: ["1234567890'¡", "qwertyuiop`+", "asdfghjklñ´", "zxcvbnm,.-"],
    shift: ['!"·$%&/()=?¿', "QWERTYUIOP^*", "ASDFGHJKLÑ¨", "ZXCVBNM;:_"],
  },
  fr: {
    plain: ["&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:!"],
    shift: ["1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%", "WXCVBN?./§"],
  },
  be: {
    plain: ["&é\"'(§è!çà)-", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:="],
    shift: ["1234567890°_", "AZERTYUIOP¨*", "QSDFGHJKLM%", "WXCVBN?./+"],
  },
  de: {
    plain: ["1234567890ß´", "qwertzuiopü+", "asdfghjklöä", "yxcvbnm,.-"],
    shift: ['!"§$%&/()=?`', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ", "YXCVBNM;:_"],
  },
  cz: {
    plain: ["+ěščřžýáíé=´", "qwertzuiopú)", "asdfghjklů§", "yxcvbnm,.-"],
    shift: ["1234567890%ˇ", "QWERTZUIOP/(", 'ASDFGHJKL"!', "YXCVBNM?:_"],
  },
  dvorak: {
    plain: ["1234567890[]", "',.pyfgcrl/=", "aoeuidhtns-", ";qjkxbmwvz"],
    shift: ["!@#$%^&*(){}", '"<>PYFGCRL?+', "AOEUIDHTNS_", ":QJKXBMWVZ"],
  },
};

/** Both halves of a layout in one order of keys. */
const strings: Record<LayoutName, { plain: string[]; shift: string[] }> = Object.fromEntries(
  layoutNames.map((name) => [
    name,
    { plain: [...layouts[name].plain.join("")], shift: [...layouts[name].shift.join("")] },
  ]),
) as Record<LayoutName, { plain: string[]; shift: string[] }>;

/** What arrives on a computer where a scanner types a text; null where the scanner has no key for a character. */
export function arrives(text: string, scanner: LayoutName, computer: LayoutName): string | null {
  let arrived = "";
  for (const character of text) {
    const plain = strings[scanner].plain.indexOf(character);
    const shift = strings[scanner].shift.indexOf(character);
    const there = plain >= 0 ? strings[computer].plain[plain] : strings[computer].shift[shift];
    if (there === undefined) return null;
    arrived += there;
  }
  return arrived;
}

/** As `arrives` on a keyboard of the same layout where Shift is held, or locked for the digits too. */
export function shifted(text: string, layout: LayoutName): string {
  const { plain, shift } = strings[layout];
  return [...text].map((character) => shift[plain.indexOf(character)] ?? character).join("");
}

export interface Mismatch {
  scanner: LayoutName;
  computer: LayoutName;
  /** The other way round it would look the same. */
  either: boolean;
}

/** The layouts of most computers at a Basque desk: where something else is in play, it is said of that. */
export const HOME_LAYOUTS = ["es", "us"] as const;

/** Every pair of different layouts, those with a home layout first. */
const pairs: [scanner: LayoutName, computer: LayoutName][] = [
  ...HOME_LAYOUTS.flatMap((computer) =>
    layoutNames.map((scanner) => [scanner, computer] as [LayoutName, LayoutName]),
  ),
  ...HOME_LAYOUTS.flatMap((scanner) =>
    layoutNames.map((computer) => [scanner, computer] as [LayoutName, LayoutName]),
  ),
  ...layoutNames.flatMap((scanner) =>
    layoutNames.map((computer) => [scanner, computer] as [LayoutName, LayoutName]),
  ),
].filter(([scanner, computer]) => scanner !== computer);

/** Which layouts make `came` of `expected`, capitals or not; null where they are the same or no pair does. */
export function mismatch(came: string, expected: string): Mismatch | null {
  if (alike(came, expected)) return null;
  const makes = (scanner: LayoutName, computer: LayoutName) => {
    const arrived = arrives(expected, scanner, computer);
    return arrived !== null && alike(arrived, came);
  };
  const found = pairs.find(([scanner, computer]) => makes(scanner, computer));
  if (!found) return null;
  const [scanner, computer] = found;
  return { scanner, computer, either: makes(computer, scanner) };
}

export function alike(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
