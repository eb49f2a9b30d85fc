// Invented people. Any likeness is chance.
import type { PersonView } from "../src/generated/PersonView";

type Short = Partial<Omit<PersonView, "can">> & { name: string };

function person(id: number, short: Short): PersonView {
  const [given = "", ...family] = short.name.split(" ");
  return {
    id: `p${id}`,
    registration: `r${id}`,
    given_name: given,
    family_name: family.join(" "),
    full_name: "",
    latin: null,
    company: "",
    job_title: "",
    email: `p${id}@example.org`,
    phone: "",
    country: "ES",
    language: "eu",
    category: "visitor",
    status: "valid",
    days: [],
    presence: "not_arrived",
    since: null,
    lead_sharing: "ask",
    attention: null,
    badge: null,
    ...short,
    get can() {
      return { correct: true, reprint: this.badge !== null };
    },
  };
}

export const people: PersonView[] = [
  person(1, {
    name: "Itziar Mendizabal Agirre",
    company: "Zubiola Mekanika S. Coop.",
    job_title: "Ingeniaria",
  }),
  person(2, {
    name: "Олена Коваленко",
    latin: "Olena Kovalenko",
    company: "Kharkiv Turbine Works",
    job_title: "Zuzendari teknikoa",
    country: "UA",
    language: "uk",
    category: "speaker",
  }),
  person(3, {
    name: "Oleksandr Kovalchuk",
    company: "Dnipro Steel Fabrication",
    country: "UA",
    language: "uk",
  }),
  person(4, { name: "Jana Kováčová", company: "Strojárne Žilina, a.s.", country: "SK", language: "sk" }),
  person(5, { name: "Ainhoa Kortabarria Vallejo", company: "Kovart Enbalajeak S.L.", category: "exhibitor" }),
  person(6, {
    name: "Zoran Kovačević",
    company: "Livnica Kikinda",
    country: "RS",
    language: "sr",
    status: "canceled",
  }),
  person(7, { name: "Marie-Hélène Dubois", company: "Aciers de l’Adour", country: "FR", language: "fr" }),
  person(8, {
    name: "田中 美咲",
    latin: "Misaki Tanaka",
    company: "名古屋精密工業",
    country: "JP",
    language: "ja",
  }),
  person(9, {
    name: "Łukasz Wiśniewski",
    company: "Śląsk Odlewnia Sp. z o.o.",
    country: "PL",
    language: "pl",
    attention: "Nortasun-agiria eskatu",
  }),
  person(10, {
    name: "Begoña Larrañaga",
    company: "Bizkaia Galdaketa",
    category: "office",
    badge: { number: "7WQD", issued: Date.UTC(2026, 10, 23, 18), waits_in: "K–M", print: null },
  }),
  person(11, {
    name: "Siobhán Ní Dhónaill",
    company: "Corcaigh Precision",
    country: "IE",
    language: "en",
    days: ["2026-11-25"],
  }),
  person(12, {
    name: "Ayşe Yıldız",
    company: "Anadolu Döküm",
    country: "TR",
    language: "tr",
    status: "blocked",
  }),
  person(13, {
    name: "João Gonçalves Pinto",
    company: "Metalúrgica do Minho, Lda.",
    country: "PT",
    language: "pt",
  }),
  person(14, {
    name: "Nguyễn Thị Hồng Nhung",
    company: "Hải Phòng Precision",
    country: "VN",
    language: "vi",
    status: "unpaid",
    category: "press",
  }),
  person(15, { name: "Oleksandra Kovalenko", company: "Lviv Hydraulics", country: "UA", language: "uk" }),
  person(16, {
    name: "María de los Ángeles Goikoetxea-Etxeberria Fernández de Larrinoa y Zumalakarregi",
    company: "Instituto de Desarrollo Económico de la Margen Izquierda del Nervión, S.A.U.",
    category: "organisation",
  }),
];
