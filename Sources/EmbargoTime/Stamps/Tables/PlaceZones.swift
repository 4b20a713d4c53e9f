/// Zone names whose last part is a place that people name, out of the tz database (public domain).
extension Places {
  static let zoneNames = """
    Africa/Abidjan Africa/Accra Africa/Addis_Ababa Africa/Algiers Africa/Asmara Africa/Bamako \
    Africa/Bangui Africa/Banjul Africa/Bissau Africa/Blantyre Africa/Brazzaville \
    Africa/Bujumbura Africa/Cairo Africa/Casablanca Africa/Ceuta Africa/Conakry Africa/Dakar \
    Africa/Dar_es_Salaam Africa/Djibouti Africa/Douala Africa/El_Aaiun Africa/Freetown \
    Africa/Gaborone Africa/Harare Africa/Johannesburg Africa/Juba Africa/Kampala \
    Africa/Khartoum Africa/Kigali Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Lome \
    Africa/Luanda Africa/Lubumbashi Africa/Lusaka Africa/Malabo Africa/Maputo Africa/Maseru \
    Africa/Mbabane Africa/Mogadishu Africa/Monrovia Africa/Nairobi Africa/Ndjamena \
    Africa/Niamey Africa/Nouakchott Africa/Ouagadougou Africa/Porto-Novo Africa/Sao_Tome \
    Africa/Tunis Africa/Windhoek America/Anchorage America/Anguilla America/Antigua \
    America/Argentina/Mendoza America/Argentina/Ushuaia America/Aruba America/Asuncion \
    America/Atikokan America/Bahia America/Bahia_Banderas America/Barbados \
    America/Belize America/Blanc-Sablon America/Boa_Vista America/Bogota America/Boise \
    America/Cambridge_Bay America/Campo_Grande America/Cancun America/Caracas America/Cayenne \
    America/Cayman America/Chicago America/Chihuahua America/Ciudad_Juarez America/Costa_Rica \
    America/Cuiaba America/Curacao America/Dawson_Creek America/Denver America/Detroit \
    America/Dominica America/Edmonton America/El_Salvador America/Fort_Nelson \
    America/Fortaleza America/Glace_Bay America/Goose_Bay America/Grand_Turk America/Grenada \
    America/Guadeloupe America/Guatemala America/Guayaquil America/Guyana America/Halifax \
    America/Havana America/Hermosillo America/Indiana/Indianapolis America/Inuvik \
    America/Iqaluit America/Jamaica America/Juneau America/Kentucky/Louisville America/La_Paz \
    America/Lima America/Los_Angeles America/Maceio America/Managua America/Manaus \
    America/Martinique America/Matamoros America/Mazatlan America/Mexico_City America/Miquelon \
    America/Moncton America/Monterrey America/Montevideo America/Montserrat America/Nassau \
    America/New_York America/Nuuk America/Ojinaga America/Panama America/Paramaribo \
    America/Phoenix America/Port-au-Prince America/Port_of_Spain America/Porto_Velho \
    America/Puerto_Rico America/Rankin_Inlet America/Recife America/Regina America/Resolute \
    America/Rio_Branco America/Santo_Domingo America/Sao_Paulo \
    America/St_Johns America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent \
    America/Tegucigalpa America/Thunder_Bay America/Tijuana America/Toronto America/Tortola \
    America/Vancouver America/Whitehorse America/Winnipeg America/Yellowknife Asia/Aden \
    Asia/Almaty Asia/Amman Asia/Anadyr Asia/Aqtau Asia/Aqtobe Asia/Ashgabat Asia/Atyrau \
    Asia/Baghdad Asia/Bahrain Asia/Baku Asia/Bangkok Asia/Barnaul Asia/Beirut Asia/Bishkek \
    Asia/Brunei Asia/Chita Asia/Colombo Asia/Damascus Asia/Dhaka Asia/Dubai Asia/Dushanbe \
    Asia/Gaza Asia/Hebron Asia/Ho_Chi_Minh Asia/Hong_Kong Asia/Hovd Asia/Irkutsk Asia/Istanbul \
    Asia/Jakarta Asia/Jayapura Asia/Jerusalem Asia/Kabul Asia/Kamchatka Asia/Karachi \
    Asia/Kathmandu Asia/Khandyga Asia/Kolkata Asia/Krasnoyarsk Asia/Kuala_Lumpur Asia/Kuching \
    Asia/Kuwait Asia/Macau Asia/Magadan Asia/Makassar Asia/Manila Asia/Muscat Asia/Nicosia \
    Asia/Novokuznetsk Asia/Novosibirsk Asia/Omsk Asia/Oral Asia/Phnom_Penh Asia/Pontianak \
    Asia/Pyongyang Asia/Qatar Asia/Qostanay Asia/Qyzylorda Asia/Riyadh Asia/Sakhalin \
    Asia/Samarkand Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Srednekolymsk Asia/Taipei \
    Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Thimphu Asia/Tokyo Asia/Tomsk Asia/Ulaanbaatar \
    Asia/Urumqi Asia/Ust-Nera Asia/Vientiane Asia/Vladivostok Asia/Yakutsk Asia/Yangon \
    Asia/Yekaterinburg Asia/Yerevan Atlantic/Azores Atlantic/Bermuda Atlantic/Canary \
    Atlantic/Faroe Atlantic/Madeira Atlantic/Reykjavik Atlantic/South_Georgia \
    Atlantic/St_Helena Atlantic/Stanley Australia/Adelaide Australia/Brisbane Australia/Darwin \
    Australia/Eucla Australia/Hobart Australia/Lindeman Australia/Lord_Howe \
    Australia/Melbourne Australia/Perth Australia/Sydney Europe/Amsterdam Europe/Andorra \
    Europe/Astrakhan Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava \
    Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Busingen Europe/Chisinau \
    Europe/Copenhagen Europe/Dublin Europe/Gibraltar Europe/Guernsey Europe/Helsinki \
    Europe/Isle_of_Man Europe/Kaliningrad Europe/Kirov Europe/Kyiv Europe/Lisbon \
    Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta \
    Europe/Mariehamn Europe/Minsk Europe/Monaco Europe/Moscow Europe/Oslo Europe/Paris \
    Europe/Podgorica Europe/Prague Europe/Riga Europe/Rome Europe/Samara Europe/San_Marino \
    Europe/Sarajevo Europe/Saratov Europe/Simferopol Europe/Skopje Europe/Sofia \
    Europe/Stockholm Europe/Tallinn Europe/Tirane Europe/Tiraspol Europe/Ulyanovsk \
    Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Vilnius Europe/Volgograd Europe/Warsaw \
    Europe/Zagreb Europe/Zurich Indian/Antananarivo Indian/Mahe Indian/Maldives \
    Indian/Mauritius Indian/Reunion Pacific/Apia Pacific/Auckland Pacific/Bougainville \
    Pacific/Chatham Pacific/Chuuk Pacific/Efate Pacific/Fakaofo Pacific/Fiji Pacific/Funafuti \
    Pacific/Galapagos Pacific/Guadalcanal Pacific/Guam Pacific/Honolulu Pacific/Kiritimati \
    Pacific/Kosrae Pacific/Kwajalein Pacific/Majuro Pacific/Nauru Pacific/Niue \
    Pacific/Noumea Pacific/Pago_Pago Pacific/Palau Pacific/Pitcairn Pacific/Pohnpei \
    Pacific/Ponape Pacific/Port_Moresby Pacific/Rarotonga Pacific/Saipan Pacific/Tahiti \
    Pacific/Tarawa Pacific/Tongatapu
    """
}
